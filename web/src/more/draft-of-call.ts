/** A recorded call as a draft, so that it can be changed on the screen it was made on. Pure. */
import type { Call, Claim } from "../api/types";
import {
  type CallBackDraft,
  type Draft,
  NO_CALL_BACK,
  newDraft,
  type PersonDraft,
} from "../call/draft";
import type { Saved } from "../call/flow";
import { isOfTheCall } from "../call/outcomes";
import { askFor } from "../call/people";
import { ukMoment } from "../format/uk-time";

/**
 * What was entered for a call. An outcome of the call itself (nobody was reached) is nobody's own, so that
 * nothing is chosen then: choosing is what the change is about.
 */
export function draftOf(call: Call, claim: Claim): Draft {
  const people: Record<string, PersonDraft> = {};
  for (const { person, outcome, answers } of call.people) {
    if (!isOfTheCall(outcome)) people[person] = { outcome, answers };
  }
  const fresh = newDraft({ ...claim, ringing_back: call.number_id });
  const speaking = spokenTo(call, claim) ?? fresh.speaking;
  return {
    ...fresh,
    claim: claim.id,
    number: call.number_id,
    tried: call.tried.map(({ number_id, outcome }) => ({ number: number_id, outcome })),
    speaking,
    askWho: fresh.askWho || (speaking !== null && speaking !== askFor(claim)?.id),
    people,
    callBack: callBackOf(call),
    language: call.language ?? "",
    note: call.note ?? "",
    flag: call.flag ?? call.people.find((one) => one.flag)?.flag ?? undefined,
  };
}

/** Who was on the phone: whoever gave answers, or else the one whom the call's own outcome is about. */
function spokenTo(call: Call, claim: Claim): string | null {
  const own = call.people.filter(({ outcome }) => !isOfTheCall(outcome));
  const asked = (id: string) => id === askFor(claim)?.id;
  const answered = own.filter((one) => one.outcome === "answered");
  const meant = answered.length ? answered : own.filter((one) => one.outcome === call.outcome);
  return (meant.find((one) => asked(one.person)) ?? meant[0])?.person ?? null;
}

function callBackOf(call: Call): CallBackDraft {
  if (!call.call_back_at) return NO_CALL_BACK;
  const { date, time } = ukMoment(new Date(call.call_back_at));
  // A time that was agreed stays good, also where it has passed meanwhile.
  const agreed = { choice: "at", date, time, at: call.call_back_at, fault: null } as const;
  return { ...agreed, for: call.call_back_for ?? "me" };
}

/** The call as the call screen takes it to change it; it goes back to the list afterwards. */
export function savedOf(call: Call, claim: Claim): Saved {
  return {
    claim,
    draft: draftOf(call, claim),
    outcome: call.outcome,
    talks: call.people.filter((one) => one.outcome === "answered").length,
    at: call.at,
    listed: true,
  };
}
