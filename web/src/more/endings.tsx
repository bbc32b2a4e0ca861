import { clock } from "../api/client";
import type { Day } from "../api/types";
import type { Ending } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Heading } from "../ui/heading";

/** Nobody to ring: why, and when to come back. */
export function EndingPage({
  state,
  on,
  ending,
}: {
  state: State;
  on: Controller;
  ending: Ending;
}) {
  const words: { heading: string; text: string; when?: string } = t.endings[ending.reason];
  const bank = on.bank();
  const when = ending.retryAt && dates.dayAndTime(new Date(ending.retryAt), clock.now());
  return (
    <div class="card narrow ending">
      <Heading screen={`ending ${ending.reason}`} text={words.heading} />
      <p>{ending.why ?? words.text}</p>
      {when && words.when && <p class="when">{say(words.when, { when })}</p>}
      {ending.reason === "outside_hours" && bank && (
        <section>
          <h2>{t.endings.hours}</h2>
          <dl class="week">
            {(Object.keys(t.endings.week) as Day[]).map((day) => (
              <div key={day}>
                <dt>{t.endings.week[day]}</dt>
                <dd>{bank.hours[day]?.join(" – ") ?? t.endings.closedDay}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <div class="actions">
        {ending.reason !== "finished" && ending.reason !== "closed" && (
          <button type="button" class="primary" onClick={on.again}>
            {t.app.tryAgain}
          </button>
        )}
        {state.banks.length > 1 && (
          <button type="button" class="secondary" onClick={() => on.open("banks")}>
            {t.endings.otherBank}
          </button>
        )}
        <button type="button" class="secondary" onClick={() => void on.takeBreak(true)}>
          {t.endings.finish}
        </button>
      </div>
    </div>
  );
}

export function ProblemPage(props: { why: "offline" | "server"; onRetry(): void }) {
  const heading = props.why === "offline" ? t.endings.offline.heading : t.errors.heading;
  return (
    <div class="card narrow ending">
      <Heading screen={`problem ${props.why}`} text={heading} />
      <p>{t.errors[props.why]}</p>
      <button type="button" class="primary" onClick={props.onRetry}>
        {t.app.tryAgain}
      </button>
    </div>
  );
}
