import { clock } from "../../api/client";
import { dates, say, words } from "../strings";
import type { ManagedBank } from "./types";

/** Whether a bank is called for now, or from when, in words. */
export function hoursWord(bank: ManagedBank): string {
  const { status, open_now, opens_at, closes_at } = bank;
  if (status === "paused") return words.banks.pausedWhy;
  if (status === "closed") return words.banks.closedWhy;
  if (open_now) {
    if (!closes_at) return words.banks.openAlways;
    return say(words.banks.openUntil, { time: dates.time(new Date(closes_at)) });
  }
  if (!opens_at) return words.banks.noHours;
  return say(words.banks.opens, { when: dates.dayAndTime(new Date(opens_at), clock.now()) });
}

export const calledNow = (bank: ManagedBank) => bank.status === "open" && bank.open_now;
