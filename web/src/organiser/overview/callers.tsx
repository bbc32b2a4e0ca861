import { dates, say, words } from "../strings";
import { type Column, Table } from "../ui/table";
import type { OverviewModel } from "./model";
import type { CallerNow } from "./types";

const w = words.overview;

/** Who calls today, since when not any more, and what is unusual. */
export function CallersNow(props: {
  model: OverviewModel;
  callers: readonly CallerNow[];
  more: number;
}) {
  const { model, callers, more } = props;
  const columns: Column<CallerNow>[] = [
    {
      head: w.name,
      cell: (one) => (
        <>
          {one.name} {one.calling_now && <span class="tag open">{w.callingTag}</span>}
          {one.flags.map((flag) => (
            <span key={flag.code} class="flag">
              {flag.message}
            </span>
          ))}
        </>
      ),
    },
    { head: w.calls, cell: (one) => one.calls, number: true },
    { head: w.conversations, cell: (one) => one.conversations, number: true },
    {
      head: w.lastCall,
      cell: (one) => (one.last_call_at ? dates.time(new Date(one.last_call_at)) : "–"),
    },
    {
      head: w.holds,
      cell: (one) =>
        one.holding > 0 && (
          <span class="holds">
            {one.holding}
            <button
              type="button"
              class="link"
              aria-label={say(w.returnOf, { name: one.name })}
              onClick={() => model.askReturn(one)}
            >
              {w.returnShort}
            </button>
          </span>
        ),
    },
  ];
  return (
    <section class="card">
      <h2>{w.callers}</h2>
      {callers.length === 0 ? (
        <p class="help">{w.noCallers}</p>
      ) : (
        <Table caption={w.callers} columns={columns} rows={callers} keyOf={(one) => one.id} />
      )}
      {more > 0 && <p class="help">{say(w.callersMore, { n: more })}</p>}
    </section>
  );
}
