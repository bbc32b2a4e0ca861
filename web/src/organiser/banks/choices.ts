import { say, words } from "../strings";

const HOUR = 60;
const DAY = 24 * HOUR;
const COOL_DOWNS = [30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY];
const BUSY_WAITS = [5, 10, 15, 30, HOUR];
const ATTEMPTS = [1, 2, 3, 4, 5, 6, 8, 10];
const PRIORITIES = ["1", "2", "3", "4", "5"] as const;

/** A length of time as it is said; `minutes` is whole. */
export function lengthWord(minutes: number): string {
  if (minutes % DAY === 0) return say(words.bankForm.daysOf, { n: minutes / DAY });
  if (minutes % HOUR === 0) return say(words.bankForm.hoursOf, { n: minutes / HOUR });
  return say(words.bankForm.minutes, { n: minutes });
}

/** Those offered, and the one that is set, which may be none of them. */
function offered(usual: readonly number[], set: number, word: (n: number) => string) {
  const all = usual.includes(set) ? usual : [...usual, set].sort((a, b) => a - b);
  return all.map((n) => ({ value: String(n), label: word(n) }));
}

export const coolDowns = (set: number) => offered(COOL_DOWNS, set, lengthWord);
export const busyWaits = (set: number) => offered(BUSY_WAITS, set, lengthWord);
export const attempts = (set: number) =>
  offered(ATTEMPTS, set, (n) => say(words.bankForm.tries, { n }));
export const priorities = () =>
  PRIORITIES.map((value) => ({ value, label: words.bankForm.priorities[value] }));
