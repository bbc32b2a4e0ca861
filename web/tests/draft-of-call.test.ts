import { describe, expect, it } from "vitest";
import { NO_CALL_BACK } from "../src/call/draft";
import { problemOf, reachedResponse } from "../src/call/response";
import { draftOf, savedOf } from "../src/more/draft-of-call";
import { aClaim, LANDLINE, MOBILE } from "./builders";
import { aCall } from "./mounted";

const person = (id: string, outcome: "answered" | "refused" | "not_home" | "call_back") => ({
  person: id,
  name: id,
  outcome,
  answers: {},
  note: null,
});
const spoke = {
  ...person("priya", "answered"),
  answers: { support: "yes", help: ["poster"], more: "Rings a bell" },
};

describe("a recorded call becomes a draft", () => {
  it("with who was spoken to, their answers, and what was said of others", () => {
    const call = aCall({
      outcome: "answered",
      people: [spoke, person("robin", "refused")],
      note: "After six",
    });
    const draft = draftOf(call, aClaim());
    expect(draft).toMatchObject({
      claim: "claim-1",
      number: "n-landline",
      speaking: "priya",
      note: "After six",
      people: {
        priya: { outcome: "answered", answers: spoke.answers },
        robin: { outcome: "refused", answers: {} },
      },
    });
  });

  it("that says the same when it is saved unchanged", () => {
    const call = aCall({
      outcome: "answered",
      people: [spoke, person("robin", "refused")],
      note: "After six",
      number_id: "n-mobile",
      tried: [{ number: LANDLINE.e164, number_id: "n-landline", outcome: "busy" }],
    });
    const claim = aClaim({ numbers: [LANDLINE, MOBILE] });
    const draft = draftOf(call, claim);
    expect(problemOf(claim, draft)).toBeNull();
    expect(reachedResponse(claim, draft)).toEqual({
      outcome: "answered",
      number: "n-mobile",
      tried: [{ number: "n-landline", outcome: "busy" }],
      note: "After six",
      people: [
        { person: "priya", outcome: "answered", answers: spoke.answers },
        { person: "robin", outcome: "refused", answers: {} },
      ],
    });
  });

  it("of a number that is not on the card any more keeps that number", () => {
    const call = aCall({ number_id: "n-gone" });
    expect(draftOf(call, aClaim()).number).toBe("n-gone");
  });

  it("with nothing chosen where nobody was reached", () => {
    const draft = draftOf(aCall(), aClaim());
    expect(draft.people).toEqual({});
    expect(draft.speaking).toBe("priya");
    expect(problemOf(aClaim(), draft)).toEqual({ field: "outcome" });
  });

  it("that asks who it was where the number leaves that open", () => {
    const shared = { ...LANDLINE, whose: ["priya", "robin"], shared: true };
    const draft = draftOf(aCall(), aClaim({ numbers: [shared] }));
    expect(draft).toMatchObject({ speaking: null, askWho: true });
  });

  it("with somebody else than was asked for on the phone", () => {
    const call = aCall({ outcome: "refused", people: [person("robin", "refused")] });
    expect(draftOf(call, aClaim())).toMatchObject({ speaking: "robin", askWho: true });
  });

  it("with the call-back's time as UK clocks show it, good also when it has passed", () => {
    const call = aCall({
      outcome: "call_back",
      people: [person("priya", "call_back")],
      call_back_at: "2027-07-01T18:30:00Z",
      call_back_for: "anyone",
    });
    const draft = draftOf(call, aClaim());
    expect(draft.callBack).toEqual({
      choice: "at",
      date: "2027-07-01",
      time: "19:30",
      at: "2027-07-01T18:30:00Z",
      for: "anyone",
      fault: null,
    });
    expect(reachedResponse(aClaim(), draft)).toMatchObject({
      call_back_at: "2027-07-01T18:30:00Z",
      call_back_for: "anyone",
    });
    expect(draftOf(aCall(), aClaim()).callBack).toEqual(NO_CALL_BACK);
  });

  it("with the language that was noted", () => {
    const people = [{ ...person("priya", "refused"), outcome: "language_barrier" as const }];
    const call = aCall({ outcome: "language_barrier", people, language: "Polish" });
    expect(draftOf(call, aClaim()).language).toBe("Polish");
    expect(reachedResponse(aClaim(), draftOf(call, aClaim())).language).toBe("Polish");
  });

  it("and counts its conversations, for the tally", () => {
    const call = aCall({ outcome: "answered", people: [spoke, person("robin", "answered")] });
    expect(savedOf(call, aClaim())).toMatchObject({ talks: 2, listed: true, at: call.at });
  });
});
