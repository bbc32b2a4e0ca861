import type { Outcome } from "../../api/types";

/** What `estimate.reason` may say where there is no time at which a bank's list is done. */
export type NoEstimate =
  | "done"
  | "no_people"
  | "nobody_ringing"
  | "paused"
  | "closed"
  | "no_hours"
  | "attempts_used"
  | "too_far";

export interface Counted {
  calls: number;
  conversations: number;
}

/** One phone bank, as far as the overview shows it. */
export interface BankNow extends Counted {
  id: string;
  name: string;
  status: "open" | "paused" | "closed";
  people: number;
  reached: number;
  households: number;
  open_now: boolean;
  today: Counted;
  /** When the list is done at this pace; `pace_per_hour` in calls. */
  estimate: {
    done_at: string | null;
    pace_per_hour: number;
    calls_left: number | null;
    reason: NoEstimate | null;
  };
}

/** Something unusual about a volunteer's calls, with the reason in words. */
export interface Flag {
  code: string;
  message: string;
}

/** A volunteer who calls today. */
export interface CallerNow extends Counted {
  id: string;
  name: string;
  role: "caller" | "organiser" | "admin";
  last_call_at: string | null;
  calling_now: boolean;
  /** Households that they hold now. */
  holding: number;
  flags: Flag[];
}

export interface OutcomeCount {
  outcome: Outcome;
  calls: number;
  people: number;
}

export interface Overview {
  as_of: string;
  totals: Counted & { people: number; reached: number; households: number };
  banks: BankNow[];
  today: Counted & { hours: (Counted & { hour: number })[] };
  outcomes: OutcomeCount[];
  callers: CallerNow[];
  callers_more: number;
  calling_now: number;
  held: { count: number; oldest_until: string | null };
  /** So many wait for a sign-in code that an organiser gives them. */
  waiting: number;
}

/** The answers to one question of one version of a script. */
export interface QuestionCount {
  version: number;
  question: string;
  label: string;
  kind: "single" | "several" | "text";
  options: { option: string; label: string; count: number }[];
}
