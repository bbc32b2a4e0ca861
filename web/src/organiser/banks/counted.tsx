import { clock } from "../../api/client";
import { dates, say, words } from "../strings";
import { Fault } from "../ui/notice";
import { JobProgress } from "../ui/progress";
import type { FormModel } from "./form-model";
import { targetOf } from "./target";
import type { Counted as Counts } from "./types";

const REACHABLE = ["can_vote", "with_number", "households"] as const;
const NOT_AT_ONCE = ["in_other_banks", "screening_old", "suppressed", "settled"] as const;

/** How many people the rules choose, while they are edited, and why not all of them are called at once. */
export function CountBeside({ model }: { model: FormModel }) {
  const { form, count, fields, roster, rosterFault } = model.state;
  if (!form) return null;
  const complete = targetOf(form.target) !== null;
  const { counted, busy, fault } = count;
  // Before anybody was counted, noughts would say that nobody matches.
  const shown = complete && counted?.as_of ? counted : null;
  return (
    <section class={busy ? "counted busy" : "counted"} aria-labelledby="count-title">
      <h3 id="count-title">{words.count.title}</h3>
      <p class="counted-total" role="status">
        {!complete
          ? words.count.incomplete
          : shown
            ? say(words.count.matches, { n: shown.matches })
            : !fault && words.count.counting}
      </p>
      {shown && <Breakdown counted={shown} screened={form.screening === "ask"} />}
      <Fault text={complete && !rosterFault ? fault : null} again={() => model.countAgain()} />
      {roster ? (
        <JobProgress
          job={roster}
          label={words.count.working}
          onStart={() => void model.countAnew()}
        />
      ) : (
        <div class="as-of">
          <p class="help">
            {asOf(shown?.as_of ?? fields?.as_of ?? null)}
            {fields?.stale && ` ${words.count.stale}`}
          </p>
          <Fault text={rosterFault} />
          <button type="button" class="link" onClick={() => void model.countAnew()}>
            {words.count.again}
          </button>
        </div>
      )}
    </section>
  );
}

function asOf(at: string | null): string {
  if (!at) return words.count.never;
  return say(words.count.asOf, { when: dates.dayAndTime(new Date(at), clock.now()) });
}

/** `screened`: the bank takes only numbers that were screened lately. */
function Breakdown({ counted, screened }: { counted: Counts; screened: boolean }) {
  const waiting = NOT_AT_ONCE.filter(
    (key) => counted[key] > 0 && (screened || key !== "screening_old"),
  );
  return (
    <>
      <ul class="counted-list">
        {REACHABLE.map((key) => (
          <li key={key}>{say(words.count[key], { n: counted[key] })}</li>
        ))}
      </ul>
      {waiting.length > 0 && (
        <>
          <h4>{words.count.not}</h4>
          <ul class="counted-list">
            {waiting.map((key) => (
              <li key={key}>{say(words.count[key], { n: counted[key] })}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
