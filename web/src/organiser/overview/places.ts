import type { Overview } from "./types";

/** Puts rows that were shown before where they were; new ones come after them. */
export function placed<Row extends { id: string }>(
  rows: readonly Row[],
  before: readonly Row[],
): Row[] {
  const known = new Set(before.map(({ id }) => id));
  const found = new Map(rows.map((row) => [row.id, row]));
  const old = before.flatMap(({ id }) => found.get(id) ?? []);
  return [...old, ...rows.filter(({ id }) => !known.has(id))];
}

/** A new look at the same things: nothing that is being read moves. */
export function inTheirPlaces(now: Overview, before: Overview | null): Overview {
  if (!before) return now;
  return {
    ...now,
    banks: placed(now.banks, before.banks),
    callers: placed(now.callers, before.callers),
  };
}
