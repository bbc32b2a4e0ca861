/** What the organisers' API says of phone banks and of whom they ring; see `../types.ts`. */
import type { Bank, Hours, Script } from "../../api/types";

export type BankKind =
  | "voter_id"
  | "get_out_the_vote"
  | "postal_votes"
  | "invitation"
  | "membership";

/** How a rule compares what is known of a person with its values. */
export type Comparison = "in" | "not_in" | "contains" | "empty" | "not_empty";

export type FieldKind = "tag" | "column" | "outcome" | "answer" | "import";

/** One condition on a person. `name` is of a column; `bank` (or "*", any) of outcomes and answers. */
export interface TargetRule {
  field: FieldKind;
  is: Comparison;
  values?: string[];
  name?: string;
  bank?: string;
  question?: string;
}

/** Whom a bank rings; without rules, everybody who may vote. */
export interface Target {
  match: "all" | "any";
  rules: TargetRule[];
}

export interface FieldValue {
  value: string;
  label: string;
  people: number;
}

/** Something that people can be chosen by. `more`: there are values beyond those listed. */
export interface Field {
  field: FieldKind;
  name?: string | null;
  bank?: string | null;
  bank_name?: string | null;
  question?: string | null;
  label: string;
  values: FieldValue[];
  more: boolean;
}

/** `as_of` is null while nothing was counted yet. */
export interface FieldsAnswer {
  as_of: string | null;
  stale: boolean;
  /** People were imported since. */
  behind: boolean;
  fields: Field[];
}

/** How many people a target matches, and why not all of them are rung at once. */
export interface Counted {
  as_of: string | null;
  matches: number;
  can_vote: number;
  with_number: number;
  households: number;
  in_other_banks: number;
  screening_old: number;
  suppressed: number;
  settled: number;
}

/** What an organiser decides of a bank. Times in minutes. */
export interface BankRules {
  hours: Hours;
  cool_down_minutes: number;
  busy_wait_minutes: number;
  max_attempts: number;
  left_message_allowed: boolean;
  screening: boolean;
  screening_waived: string;
  return_number: string | null;
  leaderboard: boolean;
  priority: number;
  claims_per_hour: number;
  skips_per_hour: number;
}

/** A bank as organisers see it. `job`: households of it are being moved. */
export interface ManagedBank extends Bank, BankRules {
  kind: BankKind;
  return_number: string | null;
  target: Target | null;
  script_version: number;
  people: number;
  households: number;
  created_at: string;
  job: string | null;
}

/** A kind of bank, with what a new one of it begins with. */
export interface KindOffer {
  kind: BankKind;
  name: string;
  defaults: Partial<BankRules>;
  script: Pick<Script, "title" | "blocks">;
  target?: Target | null;
}

export type NewBank = Partial<BankRules> & {
  name: string;
  kind: BankKind;
  purpose: string;
  status: "paused";
  target: Target;
  copy_script_of?: string;
};

export type BankChange = Partial<BankRules> & {
  name?: string;
  purpose?: string;
  target?: Target;
};
