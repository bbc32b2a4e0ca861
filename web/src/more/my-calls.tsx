import { clock } from "../api/client";
import type { Outcome } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { FieldError } from "../ui/field";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";
import { Shown } from "./moments";
import { changeCall, loadMyCalls } from "./my-calls-actions";
import { type CallRow, rowsOf } from "./my-calls-rows";
import { WayBack } from "./way-back";

const names = (list: string[]) => new Intl.ListFormat(t.locale).format(list);

/** What was recorded; of a call-back, also for when. */
function outcomeWord(outcome: Outcome, at: string | null): string {
  const word = t.outcomes[outcome];
  if (outcome !== "call_back" || !at) return word;
  return say(t.myCalls.callBackAt, {
    outcome: word,
    when: dates.dayAndTime(new Date(at), clock.now()),
  });
}

/** Today's calls, newest first, each of which can be changed. */
export function MyCalls({ state, on }: { state: State; on: Controller }) {
  const { myCalls } = state.more;
  const rows = rowsOf(myCalls?.calls ?? null, myCalls?.waiting ?? [], state.flow?.saved ?? null);
  const loading = !myCalls || (myCalls.calls === null && !myCalls.fault);
  return (
    <div class="column my-calls">
      {/* What was on its way has arrived: the list is asked for again. */}
      <Shown key={state.outbox.waiting} begin={() => void loadMyCalls(on)} />
      <Heading screen="my-calls" text={t.myCalls.title} />
      <p class="lead">
        {say(t.app.callsToday, { n: state.today.calls })} ·{" "}
        {say(t.app.talksToday, { n: state.today.conversations })}
      </p>
      {loading && <p role="status">{t.myCalls.loading}</p>}
      {myCalls?.fault && (
        <div class="notice" role="alert">
          <Icon name="alert" />
          <div>
            <p>{say(t.myCalls.fault, { why: myCalls.fault })}</p>
            <button type="button" class="link" onClick={() => void loadMyCalls(on)}>
              {t.app.tryAgain}
            </button>
          </div>
        </div>
      )}
      {!loading && !myCalls?.fault && rows.length === 0 && (
        <div class="card empty">
          <p>{t.myCalls.none}</p>
        </div>
      )}
      <ul class="call-rows">
        {rows.map((row) => (
          <Row key={row.claim} row={row} state={state} on={on} />
        ))}
      </ul>
      {rows.length > 0 && <p class="help">{t.myCalls.help}</p>}
      <WayBack state={state} on={on} />
    </div>
  );
}

function Row({ row, state, on }: { row: CallRow; state: State; on: Controller }) {
  const opened = state.more.myCalls?.opened;
  const mine = opened?.claim === row.claim ? opened : null;
  const time = dates.time(new Date(row.at));
  const who = names(row.parts.flatMap((part) => part.names));
  return (
    <li class="card call-row">
      <p class="call-time digits">{time}</p>
      <div class="call-what">
        {row.parts.map((part) => (
          <p key={part.outcome}>
            {part.names.length > 0 && <strong>{names(part.names)}</strong>}
            <span class="outcome-word">{outcomeWord(part.outcome, row.callBackAt)}</span>
          </p>
        ))}
        {row.note && <p class="note">{row.note}</p>}
        {row.waiting && (
          <p class="tag-line">
            <Icon name="clock" />
            {row.waiting === "call" ? t.myCalls.notSent : t.myCalls.changeNotSent}
          </p>
        )}
        {row.changed && !row.waiting && <p class="help">{t.myCalls.changed}</p>}
        {mine?.fault && <FieldError id={`fault-${row.claim}`} text={mine.fault} />}
      </div>
      {row.changeable && (
        <button
          type="button"
          class="secondary"
          aria-disabled={mine !== null && !mine.fault}
          aria-describedby={mine?.fault ? `fault-${row.claim}` : undefined}
          aria-label={
            who ? say(t.myCalls.changeOf, { time, who }) : say(t.myCalls.changeAt, { time })
          }
          onClick={() => void changeCall(on, row.claim)}
        >
          {t.status.change}
        </button>
      )}
    </li>
  );
}
