import type { Hours } from "../api/types";
import { ukMoment } from "../format/uk-time";

/** The instant at which UK clocks show this date and time; null when it is no date or no time. */
export function fromUk(date: string, time: string): Date | null {
  // Browsers read some broken dates, each in its own way.
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(`${date} ${time}`)) return null;
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const shown = ukMoment(new Date(asUtc));
  const ahead = Date.parse(`${shown.date}T${shown.time}:00Z`) - asUtc;
  const guess = new Date(asUtc - ahead);
  // Near a change of the clocks the first guess may lie on the other side of it.
  const check = ukMoment(guess);
  const off = Date.parse(`${check.date}T${check.time}:00Z`) - asUtc;
  return new Date(guess.getTime() - off);
}

/** True when UK clocks are within the hours at this moment; the closing minute is outside. */
export function within(hours: Hours, at: Date): boolean {
  const { day, time } = ukMoment(at);
  const span = hours[day];
  return span !== null && time >= span[0] && time < span[1];
}

/** ISO 8601 in UTC without fractions, as the API writes it. */
export function toApi(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}
