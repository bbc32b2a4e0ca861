/** Times are the campaign's: Europe/London, wherever the volunteer sits. Pure; "now" is an argument. */

import type { Day, Hours } from "../api/types";

export const ZONE = "Europe/London";
const DAYS: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTE = 60_000;
export const DAY_MS = 24 * 60 * MINUTE;

/** A moment as UK clock and calendar show it. */
export interface UkMoment {
  /** YYYY-MM-DD */
  date: string;
  /** HH:MM */
  time: string;
  day: Day;
}

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

export function ukMoment(at: Date): UkMoment {
  const found: Record<string, string> = {};
  for (const { type, value } of parts.formatToParts(at)) found[type] = value;
  const date = `${found.year}-${found.month}-${found.day}`;
  return { date, time: `${found.hour}:${found.minute}`, day: dayOf(date) };
}

/** The weekday of a date written YYYY-MM-DD. */
export function dayOf(date: string): Day {
  return DAYS[new Date(`${date}T12:00Z`).getUTCDay()] ?? "mon";
}

/** The date `days` later than one written YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

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
