/** Why a text is no elector of this register. */
export type WhyUnmatched = "unknown" | "ambiguous" | "unreadable";

export interface Unmatched {
  text: string;
  why: WhyUnmatched;
  /** Elector numbers that it may mean. */
  candidates?: string[] | null;
}

export interface VotedAnswer {
  marked: number;
  already: number;
  unmatched: Unmatched[];
  /** Households that were changed by it. */
  households: number;
}

export type SuppressionReason = "objection" | "tps";

export interface SuppressionAnswer {
  suppressed: number;
  already: number;
  /** Of those, numbers that nobody here has: they are kept, for whoever brings them later. */
  unknown: number;
  unreadable: string[];
}

export interface ScreenedAnswer {
  screened: number;
  unknown: number;
  unreadable: string[];
}

/** How old the screening of the numbers is. `oldest` and the days are UK days; null where none is screened. */
export interface Screening {
  as_of: string | null;
  numbers: number;
  suppressed: number;
  too_old: number;
  never: number;
  oldest: string | null;
  by_day: { day: string; numbers: number }[];
}
