import { clock } from "../../api/client";
import { count, dates, say, words } from "../strings";
import { Table } from "../ui/table";
import type { ScriptModel } from "./model";
import type { Version } from "./types";

const w = words.script;

/** Every version that was saved, newest first, with who saved it and how many calls were made with it. */
export function Versions({ model }: { model: ScriptModel }) {
  const { found } = model.state;
  if (!found) return null;
  const rows = [...found.versions].sort((a, b) => b.version - a.version);
  const when = ({ created_at }: Version) =>
    created_at ? dates.dayAndTime(new Date(created_at), clock.now()) : words.shared.nothing;
  return (
    <section class="card">
      <h2>{w.versions}</h2>
      <Table
        caption={w.versions}
        rows={rows}
        keyOf={({ version }) => version}
        columns={[
          {
            head: w.version,
            cell: ({ version, title }) => (
              <>
                <strong>{version}</strong> {title}{" "}
                {version === found.script.version && <span class="tag">{w.current}</span>}
              </>
            ),
          },
          { head: w.savedAt, cell: when },
          { head: w.by, cell: ({ by }) => by?.name ?? words.shared.nothing },
          { head: w.calls, number: true, cell: ({ calls }) => count(calls) },
          {
            head: w.look,
            cell: ({ version }) => (
              <button
                type="button"
                class="quiet"
                aria-haspopup="dialog"
                aria-label={say(w.lookAt, { n: version })}
                onClick={() => void model.look(version)}
              >
                {w.look}
              </button>
            ),
          },
        ]}
      />
    </section>
  );
}
