import type { Call, CallBack, Leaderboard, RingingBack, Script } from "../api/types";

/** What the screens that load later keep in the state; missing: not asked for yet. Types only. */
export interface More {
  /** The script of a bank, for its briefing. */
  scripts?: Record<string, Script>;
  myCalls?: Call[];
  /** The last search for somebody who rings back; `null` while it is under way. */
  found?: RingingBack[] | null;
  /** The call-back that is due, as long as its notice is shown. */
  due?: CallBack | null;
  leaderboards?: Record<string, Leaderboard>;
  /** The note to the organiser has been sent. */
  noteSent?: boolean;
}
