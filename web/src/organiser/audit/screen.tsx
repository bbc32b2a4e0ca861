import { clock } from "../../api/client";
import { ukMoment } from "../../format/uk-time";
import { screen } from "../model";
import { dates, words } from "../strings";
import { Empty, Fault, Waiting } from "../ui/notice";
import { AuditModel } from "./model";
import { actSentence, detailsOf } from "./sentence";
import type { AuditEntry } from "./types";

const w = words.audit;

/** Entries by the day on which they were made, in the order in which they stand. */
function byDay(entries: readonly AuditEntry[]): [day: string, entries: AuditEntry[]][] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const { date } = ukMoment(new Date(entry.at));
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  return [...days];
}

function Audit({ model }: { model: AuditModel }) {
  const { entries, more, fault, busy } = model.state;
  if (!entries) return fault ? <Fault text={fault} again={() => void model.look()} /> : <Waiting />;
  return (
    <>
      <p class="lead">{w.lead}</p>
      {entries.length === 0 && <Empty title={w.none} />}
      {byDay(entries).map(([date, some]) => (
        <section key={date} class="card audit-day">
          <h2>{dayWord(date)}</h2>
          <ol class="audit-list">
            {some.map((entry) => (
              <Entry key={entry.id} entry={entry} names={model.state.names} />
            ))}
          </ol>
        </section>
      ))}
      <Fault text={fault} />
      {more && (
        <button
          type="button"
          class="secondary fit"
          aria-disabled={busy}
          onClick={() => void model.older()}
        >
          {w.older}
        </button>
      )}
    </>
  );
}

function dayWord(date: string): string {
  const word = dates.day(new Date(`${date}T12:00Z`), clock.now());
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function Entry(props: { entry: AuditEntry; names: AuditModel["state"]["names"] }) {
  const { entry, names } = props;
  const details = detailsOf(entry, names);
  return (
    <li>
      <time dateTime={entry.at}>{dates.time(new Date(entry.at))}</time>
      <div>
        <p>
          <strong>{entry.who.name || w.somebody}</strong> {actSentence(entry, names)}
        </p>
        {details.length > 0 && <p class="help">{details.join(" · ")}</p>}
      </div>
    </li>
  );
}

export const audit = screen({
  name: "audit",
  label: () => words.nav.audit,
  title: () => words.nav.audit,
  open: (on) =>
    new AuditModel(on, { entries: null, more: false, fault: null, busy: false, names: {} }),
  view: Audit,
});
