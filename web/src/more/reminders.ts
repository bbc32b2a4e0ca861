/** When to remind a volunteer of the call-backs that they promised. Pure: the time is an argument. */
import type { CallBack, Claim } from "../api/types";

/** How long a notice goes on to say that anyone may get the call-back now. */
const SAID_FOR_MS = 15 * 60_000;

export interface Reminder {
  callBack: CallBack;
  /** Its quarter of an hour is over: it may come to anyone. */
  anyones: boolean;
  /** Names this reminder among those that were put off. */
  key: string;
}

/** The three moments of a call-back, in milliseconds: due, anyone's, and no longer worth a notice. */
function momentsOf({ at, mine_until }: CallBack): [due: number, anyones: number, over: number] {
  const until = Date.parse(mine_until);
  return [Date.parse(at), until, until + SAID_FOR_MS];
}

/** Whether a household is the one to which this call-back was promised. */
export function isFor(claim: Claim, { bank, at, person }: CallBack): boolean {
  if (claim.bank !== bank || !claim.call_back) return false;
  if (Date.parse(claim.call_back.at) !== Date.parse(at)) return false;
  return person === null || claim.people.some((one) => one.name === person);
}

/** The reminder to show: the earliest that is still mine, or else the latest that became anyone's. */
export function reminderOf(
  callBacks: CallBack[],
  now: Date,
  held: Claim[],
  putOff: string[],
): Reminder | null {
  const due = callBacks.flatMap((callBack): Reminder[] => {
    const [from, until, over] = momentsOf(callBack);
    const at = now.getTime();
    if (at < from || at >= over || held.some((claim) => isFor(claim, callBack))) return [];
    const anyones = at >= until;
    const key = `${callBack.id} ${anyones ? "anyones" : "mine"}`;
    return putOff.includes(key) ? [] : [{ callBack, anyones, key }];
  });
  return due.find((one) => !one.anyones) ?? due.at(-1) ?? null;
}

/** Milliseconds until a reminder begins, changes or ends by itself; null when none ever does. */
export function untilNextMoment(callBacks: CallBack[], now: Date): number | null {
  const ahead = callBacks.flatMap(momentsOf).filter((moment) => moment > now.getTime());
  return ahead.length ? Math.min(...ahead) - now.getTime() : null;
}
