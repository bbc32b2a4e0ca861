import type { Outcome } from "../api/types";
import { NOT_LISTED } from "./draft";

/** Outcomes for somebody who was reached, in the order of the screen and of the digit keys. */
export const REACHED: readonly Outcome[] = [
  "answered",
  "call_back",
  "refused",
  "already_voted",
  "do_not_call",
  "moved",
  "deceased",
  "language_barrier",
];

/** When somebody answered who is not listed at the address: what they may have said of the person. */
export const TOLD_BY_OTHERS: readonly Outcome[] = [
  "not_home",
  "call_back",
  "wrong_number",
  "already_voted",
  "moved",
  "deceased",
  "do_not_call",
  "refused",
];

/** The outcomes on the screen, in the order of the digit keys. `speaking` as in a draft. */
export function outcomeChoices(speaking: string | null): readonly Outcome[] {
  return speaking === NOT_LISTED ? TOLD_BY_OTHERS : REACHED;
}

/** True for outcomes of the call or the number, which name no person. */
export function isOfTheCall(outcome: Outcome): boolean {
  return ["not_home", "busy", "left_message", "wrong_number", "disconnected"].includes(outcome);
}
