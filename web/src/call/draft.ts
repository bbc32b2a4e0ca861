/**
 * What the volunteer has entered for one claim, not saved yet. Pure: each edit returns a new draft.
 * It is kept in the tab's sessionStorage; it holds ids and what was typed, no names and addresses.
 */
import type { Answer, Answers, Claim, Flag, Outcome } from "../api/types";
import { askFor, mustAskWho, numberOf } from "./people";
import { isAnswered } from "./script";

export type CallBackFault = "missing" | "past" | "too_far" | "outside_hours";

/** How the volunteer says when to ring again, and what that comes to (`call-back.ts`). */
export interface CallBackDraft {
  choice: "later" | "tomorrow" | "at" | null;
  /** YYYY-MM-DD and HH:MM in UK time, for the choice "at". */
  date: string;
  time: string;
  for: "me" | "anyone";
  /** ISO 8601 in UTC; null while there is no real date and time. */
  at: string | null;
  fault: CallBackFault | null;
}

export const NO_CALL_BACK: CallBackDraft = {
  choice: null,
  date: "",
  time: "",
  for: "me",
  at: null,
  fault: "missing",
};

/** Somebody answered who is not listed at the address. */
export const NOT_LISTED = "not-listed";

export interface PersonDraft {
  outcome: Outcome | null;
  answers: Answers;
}

export interface Draft {
  claim: string;
  /** The id of the number being rung. */
  number: string | null;
  /** Numbers that failed before this one within the claim. */
  tried: { number: string; outcome: Outcome }[];
  /** Person id, NOT_LISTED, or null while it is not known who answered. */
  speaking: string | null;
  /** Show the choice of who is speaking even though the number leaves no doubt. */
  askWho: boolean;
  people: Record<string, PersonDraft>;
  callBack: CallBackDraft;
  language: string;
  note: string;
  /** Beside the next caller, an organiser is to read the note. */
  flag?: Flag | undefined;
}

const NOTHING: PersonDraft = { outcome: null, answers: {} };

export function newDraft(claim: Claim): Draft {
  const number = numberOf(claim, claim.ringing_back);
  const unsure = mustAskWho(claim, number);
  return {
    claim: claim.id,
    number: number?.id ?? null,
    tried: [],
    speaking: unsure ? null : (askFor(claim)?.id ?? null),
    askWho: unsure,
    people: {},
    callBack: NO_CALL_BACK,
    language: "",
    note: "",
  };
}

/** Whose outcome the screen records: who is speaking, or the person asked for when that is a stranger. */
export function subject(claim: Claim, draft: Draft): string | null {
  return draft.speaking === NOT_LISTED ? (askFor(claim)?.id ?? null) : draft.speaking;
}

export function personDraft(draft: Draft, person: string | null): PersonDraft {
  return (person !== null && draft.people[person]) || NOTHING;
}

function withPerson(draft: Draft, person: string, change: Partial<PersonDraft>): Draft {
  const before = personDraft(draft, person);
  return { ...draft, people: { ...draft.people, [person]: { ...before, ...change } } };
}

/** Sets or (with null) clears an answer. The first answer of somebody means that they were spoken to. */
export function setAnswer(
  draft: Draft,
  person: string,
  question: string,
  answer: Answer | null,
): Draft {
  const { outcome, answers } = personDraft(draft, person);
  const changed = { ...answers };
  if (answer === null) delete changed[question];
  else changed[question] = answer;
  const spoken = answer !== null && isAnswered(answer);
  return withPerson(draft, person, {
    answers: changed,
    outcome: outcome ?? (spoken ? "answered" : null),
  });
}

export function setOutcome(draft: Draft, person: string, outcome: Outcome | null): Draft {
  return withPerson(draft, person, { outcome });
}

/** Switches the script; what was entered for the one before stays theirs. */
export function setSpeaking(draft: Draft, speaking: string): Draft {
  return { ...draft, speaking };
}

/** The next number of the household within the same claim, after `outcome` on the one before. */
export function tryNumber(claim: Claim, draft: Draft, number: string, outcome?: Outcome): Draft {
  const unsure = mustAskWho(claim, numberOf(claim, number));
  const failed = outcome && draft.number ? [{ number: draft.number, outcome }] : [];
  return {
    ...draft,
    number,
    tried: [...draft.tried.filter((one) => one.number !== draft.number), ...failed],
    speaking: unsure ? null : (askFor(claim)?.id ?? null),
    askWho: unsure,
  };
}

/** Numbers of the household that did not fail yet in this claim, without the one being rung. */
export function otherNumbers(claim: Claim, draft: Draft) {
  // They rang us: nobody else there is to be rung because of it.
  if (claim.ringing_back) return [];
  const used = new Set([draft.number, ...draft.tried.map((one) => one.number)]);
  return claim.numbers.filter((number) => !used.has(number.id));
}

/** True when something was typed or chosen that would be lost. */
export function isTouched(draft: Draft): boolean {
  return draft.note.trim() !== "" || Object.keys(draft.people).length > 0 || draft.tried.length > 0;
}
