import { dates, say, words } from "../strings";
import type { BankNow } from "./types";

/** When a bank's list is done, or why nobody can tell, in a sentence. */
export function estimateWord({ estimate }: Pick<BankNow, "estimate">, now: Date): string {
  const { done_at: doneAt, pace_per_hour: pace, reason } = estimate;
  if (doneAt) {
    const when = dates.dayAndTime(new Date(doneAt), now);
    return say(words.overview.doneAbout, { when, n: Math.round(pace) });
  }
  return reason ? words.overview.noEstimate[reason] : "";
}
