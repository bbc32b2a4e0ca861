/** Times are the campaign's: Europe/London, wherever the volunteer sits. Pure; "now" is an argument. */

import type { Day } from "../api/types";

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
