import type { Outcome } from "../../api/types";
import { outcomes as outcomeWords } from "../../strings/en.json";
import { say, words } from "../strings";
import { BarTable, Columns } from "../ui/bars";
import { Table } from "../ui/table";
import type { Overview, QuestionCount } from "./types";

const w = words.overview;
const hour = (n: number) => `${String(n).padStart(2, "0")}:00`;

/** Calls of today by the hour, and how many of them were conversations. */
export function ByHour({ now }: { now: Overview }) {
  const { hours } = now.today;
  return (
    <section class="card">
      <h2>{w.byHour}</h2>
      {hours.length === 0 ? (
        <p class="help">{w.noCallsToday}</p>
      ) : (
        <Columns
          legend={[w.calls, w.conversations]}
          columns={hours.map((one) => ({
            key: String(one.hour),
            label: String(one.hour),
            whole: one.calls,
            part: one.conversations,
          }))}
        >
          <details>
            <summary>{say(words.shared.asTable, { what: w.byHour })}</summary>
            <Table
              caption={w.byHour}
              columns={[
                { head: w.hour, cell: (one) => hour(one.hour) },
                { head: w.calls, cell: (one) => one.calls, number: true },
                { head: w.conversations, cell: (one) => one.conversations, number: true },
              ]}
              rows={hours}
              keyOf={(one) => one.hour}
            />
          </details>
        </Columns>
      )}
    </section>
  );
}

/** In the order in which a volunteer sees them, so that no row moves as the numbers grow. */
const ORDER = Object.keys(outcomeWords) as Outcome[];

/** What the calls came to. */
export function Outcomes({ now }: { now: Overview }) {
  const rows = ORDER.flatMap((one) => now.outcomes.find(({ outcome }) => outcome === one) ?? []);
  const shown = rows.filter(({ calls }) => calls > 0);
  return (
    <section class="card">
      <h2>{w.results}</h2>
      {shown.length === 0 ? (
        <p class="help">{w.noCalls}</p>
      ) : (
        <BarTable
          caption={w.results}
          head={[w.outcome, w.calls]}
          bars={shown.map((one) => ({
            key: one.outcome,
            label: outcomeWords[one.outcome],
            value: one.calls,
          }))}
        />
      )}
    </section>
  );
}

/** What people answered to the questions of a bank's script. */
export function Answers(props: { bank: string; questions: readonly QuestionCount[] }) {
  const asked = props.questions.filter((one) => one.options.some(({ count }) => count > 0));
  return (
    <section class="card">
      <h2>{say(w.answers, { bank: props.bank })}</h2>
      {asked.length === 0 && <p class="help">{w.noAnswers}</p>}
      <div class="questions">
        {asked.map((one) => {
          const total = one.options.reduce((sum, option) => sum + option.count, 0);
          return (
            <div key={`${one.question} ${one.version}`} class="question-bars">
              <h3>{one.label}</h3>
              <p class="help">{say(w.answered, { n: total })}</p>
              <BarTable
                caption={one.label}
                head={[w.answer, w.people]}
                total={total}
                bars={one.options.map(({ option, label, count }) => ({
                  key: option,
                  label,
                  value: count,
                }))}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}
