import type { Who } from "../types";

export type Kind =
  | "several_addresses"
  | "wrong_number"
  | "dead_number"
  | "please_look"
  | "question"
  | "language";

export type Decision = "keep" | "give" | "nobody" | "merge" | "leave" | "works" | "done";

export interface Household {
  id: string;
  address: string[];
  town: string;
  postcode: string;
  people: { id: string; name: string }[];
  /** Ids of the people whom the matter is about, where it is about some. */
  about: string[];
}

/** Something to decide. Of a number at several addresses, the first household is the one that has it. */
export interface Matter {
  id: string;
  kind: Kind;
  at: string;
  number_display: string | null;
  households: Household[];
  note: string | null;
  language: string | null;
  from: Who | null;
  bank: string | null;
  /** Empty where it is settled. */
  decisions: Decision[];
  settled: { decision: Decision; by: Who; at: string } | null;
}

export interface Quality {
  as_of: string;
  /** Open ones first, newest first. */
  items: Matter[];
  counts: Record<Kind, number>;
  /** How many there are beyond these. */
  more: number;
}

/** What a volunteer told the organisers. */
export interface Note {
  id: string;
  at: string;
  from: string;
  bank: string | null;
  text: string;
}
