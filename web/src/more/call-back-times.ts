import type { Hours } from "../api/types";
import type { CallBackDraft, CallBackFault } from "../call/draft";
import { addDays, DAY_MS, ukMoment } from "../format/uk-time";
import { fromUk, toApi, within } from "./uk-hours";

const HALF_HOUR = 30 * 60_000;
const LATER_MS = 2 * 60 * 60_000;
/** A promise for the last half hour before closing is easily broken, so it is not offered. */
const LAST_CALL_MS = HALF_HOUR;

function roundUp(at: number): Date {
  return new Date(Math.ceil(at / HALF_HOUR) * HALF_HOUR);
}

/** In about two hours, on the half hour; null when calling is over for today by then. */
export function laterToday(now: Date, hours: Hours): Date | null {
  const at = roundUp(now.getTime() + LATER_MS);
  const today = ukMoment(at).date === ukMoment(now).date;
  const lasting = new Date(at.getTime() + LAST_CALL_MS - 1);
  return today && within(hours, at) && within(hours, lasting) ? at : null;
}

/** About this time on the next day with calling hours, moved into them; null when no day has any. */
export function nextDay(now: Date, hours: Hours): Date | null {
  const wish = ukMoment(roundUp(now.getTime()));
  for (let days = 1; days <= 7; days += 1) {
    const date = addDays(ukMoment(now).date, days);
    const opens = hours[ukMoment(new Date(`${date}T12:00Z`)).day];
    if (!opens) continue;
    const first = fromUk(date, opens[0]);
    // "24:00" is the next day's midnight.
    const end = opens[1] === "24:00" ? fromUk(addDays(date, 1), "00:00") : fromUk(date, opens[1]);
    const wanted = fromUk(date, wish.time);
    if (!first || !end || !wanted) continue;
    const last = end.getTime() - LAST_CALL_MS;
    return new Date(Math.max(first.getTime(), Math.min(wanted.getTime(), last)));
  }
  return null;
}

/** The instant that was chosen; null when nothing, or no real date and time, was. */
function instant(call: CallBackDraft, now: Date, hours: Hours): Date | null {
  if (call.choice === "later") return laterToday(now, hours);
  if (call.choice === "tomorrow") return nextDay(now, hours);
  if (call.choice === "at") return fromUk(call.date, call.time);
  return null;
}

/** The choice with the instant that it means, and what is wrong with that, if anything. */
export function timed(call: CallBackDraft, now: Date, hours: Hours): CallBackDraft {
  const at = instant(call, now, hours);
  return { ...call, at: at && toApi(at), fault: faultOf(at, now, hours) };
}

function faultOf(at: Date | null, now: Date, hours: Hours): CallBackFault | null {
  if (!at) return "missing";
  if (at <= now) return "past";
  if (at.getTime() - now.getTime() > 60 * DAY_MS) return "too_far";
  return within(hours, at) ? null : "outside_hours";
}
