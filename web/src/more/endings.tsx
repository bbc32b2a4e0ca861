import { clock } from "../api/client";
import type { Day } from "../api/types";
import type { Ending } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { capital, dates, say, t } from "../strings";
import { Heading } from "../ui/heading";
import { isOpen } from "./banks";
import { lookAgain } from "./look-again";
import { Every } from "./moments";

interface Props {
  state: State;
  on: Controller;
  ending: Ending;
}

const LOOK_EVERY_MS = 60_000;

/** Nobody to ring: why, whether anything comes back and when, and what else there is to do. */
export function EndingPage(props: Props) {
  const { state, on, ending } = props;
  if (state.practice) return <PracticeOver state={state} on={on} />;
  const words: { heading: string; text: string; when?: string; soon?: string } =
    t.endings[ending.reason];
  const at = ending.retryAt ? new Date(ending.retryAt) : null;
  const when = at && dates.dayAndTime(at, clock.now());
  const waits = ending.reason === "paused" || ending.reason === "outside_hours";
  return (
    <div class="card narrow ending">
      <Heading screen={`ending ${ending.reason}`} text={words.heading} />
      <p>{ending.why ?? words.text}</p>
      {when && words.when && <p class="when">{capital(say(words.when, { when }))}</p>}
      {words.soon && (when || !words.when) && <p>{words.soon}</p>}
      {waits && <Every ms={LOOK_EVERY_MS} work={() => void lookAgain(on)} />}
      {ending.reason === "outside_hours" && <Week on={on} />}
      <Ways {...props} />
    </div>
  );
}

function Week({ on }: { on: Controller }) {
  const bank = on.bank();
  if (!bank) return null;
  return (
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
  );
}

/** What else there is to do, the likeliest first. */
function Ways({ state, on, ending }: Props) {
  const tryAgain = ending.reason !== "finished" && ending.reason !== "closed";
  const bank = on.bank();
  const others = state.banks.filter((one) => one.id !== bank?.id && isOpen(one));
  return (
    <div class="actions">
      {tryAgain && (
        <button type="button" class="primary" onClick={on.again}>
          {t.app.tryAgain}
        </button>
      )}
      {others.length > 0 && (
        <button
          type="button"
          class={tryAgain ? "secondary" : "primary"}
          onClick={() => on.open("banks")}
        >
          {t.endings.otherBank}
        </button>
      )}
      <button type="button" class="secondary" onClick={() => void on.takeBreak(true)}>
        {t.endings.finish}
      </button>
      <div class="links">
        <button type="button" class="link" onClick={() => on.open("my-calls")}>
          {t.endings.myCalls}
        </button>
        {bank && ending.reason !== "closed" && (
          <button type="button" class="link" onClick={() => on.open("practice")}>
            {t.endings.practise}
          </button>
        )}
      </div>
    </div>
  );
}

/** The last of the invented households is done. */
function PracticeOver({ state, on }: { state: State; on: Controller }) {
  const [bank] = state.banks;
  return (
    <div class="card narrow ending">
      <Heading screen="practice over" text={t.practice.over} />
      <p>{t.practice.overText}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => on.call()}>
          {bank && isOpen(bank) ? t.banks.start : t.practice.toBank}
        </button>
        <button type="button" class="secondary" onClick={() => void on.start()}>
          {t.practice.again}
        </button>
      </div>
    </div>
  );
}

const PROBLEMS = () => ({
  offline: t.endings.offline.heading,
  server: t.errors.heading,
  elsewhere: t.errors.elsewhereHeading,
});

export function ProblemPage(props: { why: "offline" | "server" | "elsewhere"; on: Controller }) {
  const elsewhere = props.why === "elsewhere";
  return (
    <div class="card narrow ending">
      <Heading screen={`problem ${props.why}`} text={PROBLEMS()[props.why]} />
      <p>{t.errors[props.why]}</p>
      <button
        type="button"
        class="primary"
        onClick={() => void props.on.start(undefined, elsewhere)}
      >
        {elsewhere ? t.errors.here : t.app.tryAgain}
      </button>
    </div>
  );
}
