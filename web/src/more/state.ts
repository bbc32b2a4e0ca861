import type { Call, Leaderboard, RingingBack, Script } from "../api/types";
import type { Organiser } from "../organiser/context";
import type { Entry } from "../outbox/storage";
import type { Controller } from "../store/controller";

/** My calls of today. What is missing was not asked for yet. */
export interface MyCalls {
  calls: Call[] | null;
  /** What is saved on this device and not at the server yet. */
  waiting: Entry[];
  fault: string | null;
  /** The call that is being fetched, to be changed; or, with `fault`, could not be. */
  opened: { claim: string; fault: string | null } | null;
}

/** The search for somebody who rings back. */
export interface Lookup {
  busy: boolean;
  /** `null` before the first answer. */
  matches: RingingBack[] | null;
  /** The match that is being taken; or, with `fault`, could not be. */
  taken: { number: string; fault: string | null } | null;
}

/** A note to the organiser. */
export interface NoteDraft {
  /** Made once for a text that is sent, so that sending it again is one note. */
  id: string | null;
  text: string;
  state: "writing" | "sending" | "sent";
  fault: string | null;
}

/** Practice: the call screen with a controller of its own, which has its own state. */
export type Practising = { on: Controller } | { fault: string };

/** What the screens that load later keep in the state; missing: not asked for yet. Types only. */
export interface More {
  /** The script of a bank, for its briefing; `null` where it could not be had. */
  scripts?: Record<string, Script | null>;
  myCalls?: MyCalls;
  lookup?: Lookup;
  /** Reminders that were put off: `later` and `seen` of `reminders.ts`. */
  putOff?: string[];
  practice?: Practising | undefined;
  leaderboards?: Record<string, Leaderboard | null>;
  /** The leaderboard's switch is being set; or could not be. */
  setting?: { busy: boolean; fault: string | null };
  note?: NoteDraft;
  /** The party's picture, a data URI, on the page to join. */
  logo?: string | null;
  /** The link to join does not work any more. */
  joinClosed?: boolean;
  /** What is left of a campaign whose data is destroyed; null while that goes on. */
  certificate?: Record<string, unknown> | null;
  /** Another tab calls: this one shows the organiser's side only. */
  visiting?: boolean;
  /** The organiser's side, once it was opened. */
  organiser?: Organiser;
}
