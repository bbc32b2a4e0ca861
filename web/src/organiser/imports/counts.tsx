import { count, words } from "../strings";
import type { CountName, ImportCounts } from "./types";

const FIRST: readonly CountName[] = [
  "people",
  "households",
  "numbers",
  "new",
  "updated",
  "unchanged",
];
/** Worth a word only where there are any. */
const REST: readonly CountName[] = [
  "no_number",
  "bad_numbers",
  "shared_in_household",
  "shared_across_households",
  "suppressed",
  "screening_old",
  "cannot_vote",
  "unknown_electors",
];

/** What an import does, in numbers: the usual ones always, the others where there are any. */
export function Counts({ counts }: { counts: ImportCounts }) {
  const rest = REST.filter((name) => counts[name]);
  const w = words.imports.counts;
  return (
    <>
      <dl class="count-grid">
        {FIRST.map((name) => (
          <div key={name}>
            <dt>{w[name]}</dt>
            <dd>{count(counts[name] ?? 0)}</dd>
          </div>
        ))}
      </dl>
      {rest.length > 0 && (
        <dl class="count-list">
          {rest.map((name) => (
            <div key={name}>
              <dt>{w[name]}</dt>
              <dd>{count(counts[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
