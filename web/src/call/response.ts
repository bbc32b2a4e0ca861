import type { Claim, Outcome, PersonResponse, ResponseBody } from "../api/types";
import { type CallBackFault, type Draft, personDraft, subject } from "./draft";
import { isOfTheCall } from "./outcomes";
import { countedAnswers } from "./script";

/** The field that stops a save, and why. */
export type Problem =
  | { field: "who" }
  | { field: "outcome" }
  | { field: "call_back"; fault: CallBackFault };

/** The first thing that must be filled in before the call can be saved; null when it can. */
export function problemOf(claim: Claim, draft: Draft): Problem | null {
  if (draft.speaking === null) return { field: "who" };
  if (!personDraft(draft, subject(claim, draft)).outcome) return { field: "outcome" };
  if (!needsCallBack(draft)) return null;
  const { fault } = draft.callBack;
  return fault && { field: "call_back", fault };
}

export function needsCallBack(draft: Draft): boolean {
  return Object.values(draft.people).some((person) => person.outcome === "call_back");
}

/**
 * The response for somebody who was reached: each person with an outcome of their own. The outcome of
 * the call is "answered" when anybody gave answers, or else that of the person on the screen.
 */
export function reachedResponse(claim: Claim, draft: Draft): ResponseBody {
  const main = subject(claim, draft);
  const outcome = personDraft(draft, main).outcome ?? "answered";
  const people: PersonResponse[] = [];
  const others = Object.entries(draft.people).some(
    ([id, one]) => id !== main && one.outcome && !isOfTheCall(one.outcome),
  );
  for (const { id } of claim.people) {
    const one = draft.people[id];
    // An outcome of the call holds for all on the number by itself, unless somebody has one of their own.
    if (!one?.outcome || (isOfTheCall(one.outcome) && !(others && id === main))) continue;
    people.push({
      person: id,
      outcome: one.outcome,
      answers: countedAnswers(claim.script, one.answers),
      ...(id === main ? flagOf(draft) : {}),
    });
  }
  const spoke = people.some((one) => one.outcome === "answered");
  const body = base(draft, spoke ? "answered" : outcome, people);
  const { at, for: who } = draft.callBack;
  if (at && needsCallBack(draft)) {
    body.call_back_at = at;
    body.call_back_for = who;
  }
  const language = draft.language.trim();
  if (language && people.some((one) => one.outcome === "language_barrier"))
    body.language = language;
  return body;
}

/** The response for a call that reached nobody: it holds for everyone who is rung on the number. */
export function notReachedResponse(draft: Draft, outcome: Outcome): ResponseBody {
  return base(draft, outcome, []);
}

function base(draft: Draft, outcome: Outcome, people: PersonResponse[]): ResponseBody {
  const note = draft.note.trim();
  return {
    outcome,
    people,
    ...(draft.number ? { number: draft.number } : {}),
    ...(draft.tried.length ? { tried: draft.tried } : {}),
    ...(note ? { note } : {}),
    ...(people.some((one) => one.flag) ? {} : flagOf(draft)),
  };
}

const flagOf = ({ flag }: Draft) => (flag ? { flag } : {});

/** How many people of a response were spoken to. */
export function conversations(body: ResponseBody): number {
  return body.people.filter((one) => one.outcome === "answered").length;
}
