/**
 * What the API says, as types. Times are ISO 8601 in UTC ending in Z, numbers are E.164.
 * contract.ts holds them against those generated from the server's code.
 */

export type Outcome =
  | "answered"
  | "not_home"
  | "busy"
  | "call_back"
  | "left_message"
  | "refused"
  | "wrong_number"
  | "disconnected"
  | "moved"
  | "deceased"
  | "language_barrier"
  | "already_voted"
  | "do_not_call";

export interface Campaign {
  name: string;
  party: string;
  imprint: string;
  privacy_contact: string;
  brand: string;
  on_brand: string;
  poll_date: string | null;
  /** How sign-in codes reach people: sent by mail, or handed out by an organiser. Missing: kept from before. */
  codes_by?: "mail" | "organiser";
}

export interface Caller {
  id: string;
  name: string;
  email: string;
  role: "caller" | "organiser" | "admin";
  /** Shows first name and initial on the leaderboard of banks that have one. */
  on_leaderboard: boolean;
}

export interface Today {
  calls: number;
  conversations: number;
}

export interface Me {
  caller: Caller;
  campaign: Campaign;
  today: Today;
}

/** A call-back that this volunteer promised: theirs until `mine_until`, then anyone's. */
export interface CallBack {
  /** The claim of the call in which it was promised. */
  id: string;
  bank: string;
  bank_name: string;
  at: string;
  person: string | null;
  town: string;
  note: string | null;
  mine_until: string;
}

/** All that a page needs to begin; without a caller, the lists are empty. */
export interface Start {
  campaign: Campaign;
  caller: Caller | null;
  today: Today | null;
  banks: Bank[];
  claims: Claim[];
  call_backs: CallBack[];
}

export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
/** Opening and closing time of each day in UK time, "24:00" for midnight; a day closed is null. */
export type Hours = Record<Day, [string, string] | null>;

export interface Bank {
  id: string;
  name: string;
  purpose: string;
  kind: string;
  status: "open" | "paused" | "closed";
  hours: Hours;
  open_now: boolean;
  opens_at: string | null;
  closes_at: string | null;
  return_number: string | null;
  return_number_display: string | null;
  cool_down_minutes: number;
  max_attempts: number;
  left_message_allowed: boolean;
  leaderboard: boolean;
  progress: {
    people: number;
    reached: number;
    calls: number;
    conversations: number;
    as_of: string | null;
  };
  mine: { calls: number; conversations: number };
}

export interface ShowIf {
  question: string;
  any_of: string[];
}

export interface TextBlock {
  id: string;
  type: "text";
  text: string;
  show_if?: ShowIf | null;
}

export interface Option {
  id: string;
  label: string;
}

export interface QuestionBlock {
  id: string;
  type: "question";
  kind: "single" | "several" | "text";
  label: string;
  options: Option[];
  help?: string | null;
  show_if?: ShowIf | null;
}

export type Block = TextBlock | QuestionBlock;

export interface Script {
  id: string;
  version: number;
  title: string;
  blocks: Block[];
}

export interface Person {
  id: string;
  name: string;
  first_name: string;
  /** False: listed at the address, but not to be asked in this bank. */
  target: boolean;
  settled: Outcome | null;
}

export interface PhoneNumber {
  /** Names the number in what is kept on the device and sent back; tells nothing of it. */
  id: string;
  e164: string;
  display: string;
  kind: "mobile" | "landline" | "unknown";
  /** Ids of the people it belongs to; empty when that is not known. */
  whose: string[];
  shared: boolean;
}

export interface EarlierCall {
  at: string;
  outcome: Outcome;
  by_me: boolean;
  number_display: string | null;
  people: { person: string; outcome: Outcome }[];
  note: string | null;
}

export interface Claim {
  id: string;
  bank: string;
  until: string;
  household: { id: string; address: string[]; town: string; postcode: string };
  people: Person[];
  numbers: PhoneNumber[];
  ask_for: string | null;
  history: EarlierCall[];
  call_back: { at: string; person: string | null; note: string | null } | null;
  /** The id of the number on which this household rang back; null where they are to be rung. */
  ringing_back: string | null;
  script: Script;
}

/** Whether a claim that is held may still be rung. */
export interface Standing {
  id: string;
  until: string;
  may_be_rung: boolean;
}

export type NoClaimReason = "finished" | "nothing_due" | "outside_hours" | "paused" | "closed";

export type Next =
  | { claim: Claim; error?: never }
  | { claim: null; reason: NoClaimReason; retry_at: string | null; error?: never }
  /** What was sent is recorded, but no next household could be claimed. */
  | { claim: null; error: ErrorBody["error"] };

export type Answer = string | string[];
export type Answers = Record<string, Answer>;

export interface PersonResponse {
  person: string;
  outcome?: Outcome;
  answers: Answers;
  note?: string;
  flag?: Flag;
}

/** For whom a note is meant beside the next caller: an organiser is to look, or they asked a question. */
export type Flag = "please_look" | "question";

export interface ResponseBody {
  /** The id of the number that was rung. */
  number?: string;
  outcome: Outcome;
  people: PersonResponse[];
  note?: string;
  /** Where nobody is named to whom it could belong. */
  flag?: Flag;
  call_back_at?: string;
  call_back_for?: "me" | "anyone";
  language?: string;
  tried?: { number: string; outcome: Outcome }[];
  want_next?: boolean;
  /** Claims that the page shows: with `want_next`, one that it lacks is given again; `gone` says which are void. */
  holding?: string[];
}

export interface Call {
  id: string;
  bank: string;
  at: string;
  outcome: Outcome;
  number: string | null;
  number_id: string | null;
  number_display: string | null;
  tried: { number: string; number_id: string; outcome: Outcome }[];
  language: string | null;
  people: {
    person: string;
    name: string;
    outcome: Outcome;
    answers: Answers;
    note: string | null;
    flag?: Flag | null;
  }[];
  note: string | null;
  flag?: Flag | null;
  call_back_at: string | null;
  call_back_for: "me" | "anyone" | null;
  version: number;
  late: boolean;
}

export type SkipReason = "know_them" | "not_now" | "problem" | "other";

export interface SkipBody {
  reason: SkipReason;
  note?: string | undefined;
  want_next?: boolean;
  holding?: string[];
}

/** Somebody who may be ringing back. */
export interface RingingBack {
  household: string;
  bank: string;
  bank_name: string;
  number: { id: string; display: string };
  people: { id: string; name: string; first_name: string }[];
  town: string;
  last_call: { at: string; outcome: Outcome; by_me: boolean };
  state: "can_talk" | "held" | "mine" | "nothing_to_ask" | "asked_not_to_be_called";
  claim: string | null;
  /** My latest call on that number that can still be corrected. */
  my_call: string | null;
}

export interface Leaderboard {
  on: boolean;
  entries: { name: string; calls: number; conversations: number; me: boolean }[];
  as_of: string | null;
}

export interface ErrorBody {
  error: { code: string; message: string; details: Record<string, unknown> | null };
}
