import { describe, expect, it } from "vitest";
import {
  isTouched,
  NOT_LISTED,
  newDraft,
  otherNumbers,
  setAnswer,
  setOutcome,
  setSpeaking,
  tryNumber,
} from "../src/call/draft";
import {
  conversations,
  notReachedResponse,
  problemOf,
  reachedResponse,
} from "../src/call/response";
import { timed } from "../src/more/call-back-times";
import { notReached } from "../src/more/not-reached";
import { aBank, aClaim, LANDLINE, MOBILE } from "./builders";

const now = new Date("2027-01-15T14:10:00Z");
const bank = aBank();
const claim = aClaim();

describe("who is speaking", () => {
  it("is the person asked for when the number is theirs alone", () => {
    expect(newDraft(claim).speaking).toBe("priya");
  });
  it.each([
    ["shared", { ...LANDLINE, whose: ["priya", "robin"], shared: true }],
    ["nobody's that is known", { ...LANDLINE, whose: [] }],
    ["somebody else's", { ...LANDLINE, whose: ["robin"] }],
  ])("is asked when the number is %s", (_, number) => {
    const draft = newDraft(aClaim({ numbers: [number] }));
    expect(draft.speaking).toBeNull();
    expect(problemOf(claim, draft)).toEqual({ field: "who" });
  });
  it("is not asked in a household of one", () => {
    const alone = aClaim({
      people: claim.people.slice(0, 1),
      numbers: [{ ...LANDLINE, whose: [] }],
    });
    expect(newDraft(alone).speaking).toBe("priya");
  });
});

describe("a response", () => {
  it("needs an outcome", () => {
    expect(problemOf(claim, newDraft(claim))).toEqual({ field: "outcome" });
  });
  it("of a conversation holds the visible answers", () => {
    let draft = setAnswer(newDraft(claim), "priya", "support", "yes");
    draft = setAnswer(draft, "priya", "help", ["poster"]);
    expect(problemOf(claim, draft)).toBeNull();
    expect(reachedResponse(claim, draft)).toEqual({
      number: LANDLINE.id,
      outcome: "answered",
      people: [
        { person: "priya", outcome: "answered", answers: { support: "yes", help: ["poster"] } },
      ],
    });
    draft = setAnswer(draft, "priya", "support", "no");
    expect(reachedResponse(claim, draft).people[0]?.answers).toEqual({ support: "no" });
  });
  it("keeps each person's answers apart, and is one save", () => {
    let draft = setAnswer(newDraft(claim), "priya", "support", "yes");
    draft = setSpeaking(draft, "robin");
    draft = setAnswer(draft, "robin", "support", "no");
    const body = reachedResponse(claim, draft);
    expect(body.people.map((one) => [one.person, one.answers])).toEqual([
      ["priya", { support: "yes" }],
      ["robin", { support: "no" }],
    ]);
    expect(conversations(body)).toBe(2);
  });
  it("is answered when anybody answered, whatever the others said", () => {
    let draft = setOutcome(newDraft(claim), "priya", "refused");
    expect(reachedResponse(claim, draft).outcome).toBe("refused");
    draft = setOutcome(draft, "robin", "answered");
    expect(reachedResponse(claim, draft).outcome).toBe("answered");
  });
  it("of a call-back has its time and for whom", () => {
    let draft = setOutcome(newDraft(claim), "priya", "call_back");
    expect(problemOf(claim, draft)).toEqual({ field: "call_back", fault: "missing" });
    const chosen = { ...draft.callBack, choice: "later", for: "anyone" } as const;
    draft = { ...draft, callBack: timed(chosen, now, bank.hours) };
    expect(reachedResponse(claim, draft)).toMatchObject({
      outcome: "call_back",
      call_back_at: "2027-01-15T16:30:00Z",
      call_back_for: "anyone",
    });
  });
  it("names no person when a stranger says that they are not in", () => {
    let draft = setSpeaking(newDraft(claim), NOT_LISTED);
    draft = setOutcome(draft, "priya", "not_home");
    expect(reachedResponse(claim, draft)).toMatchObject({
      outcome: "not_home",
      people: [],
    });
  });
  it("tells the language only with its outcome", () => {
    let draft = {
      ...setOutcome(newDraft(claim), "priya", "language_barrier"),
      language: " Polish",
    };
    expect(reachedResponse(claim, draft).language).toBe("Polish");
    draft = { ...setOutcome(draft, "priya", "refused"), language: "Polish" };
    expect(reachedResponse(claim, draft).language).toBeUndefined();
  });
  it("of a call that reached nobody holds for everyone on the number, with the note", () => {
    const draft = { ...newDraft(claim), note: " a dog barked " };
    expect(notReachedResponse(draft, "not_home")).toMatchObject({
      outcome: "not_home",
      people: [],
      number: LANDLINE.id,
      note: "a dog barked",
    });
  });
});

describe("a second number", () => {
  const both = aClaim({ numbers: [LANDLINE, MOBILE] });
  it("is rung within the same claim, and the first is kept as tried", () => {
    const draft = tryNumber(both, newDraft(both), MOBILE.id, "disconnected");
    expect(otherNumbers(both, draft)).toEqual([]);
    expect(draft.speaking).toBeNull();
    expect(notReachedResponse(draft, "not_home")).toMatchObject({
      number: MOBILE.id,
      tried: [{ number: LANDLINE.id, outcome: "disconnected" }],
    });
  });
  it("can be chosen without a word about the first, and back", () => {
    const draft = tryNumber(both, newDraft(both), MOBILE.id);
    expect(draft.tried).toEqual([]);
    expect(tryNumber(both, draft, LANDLINE.id).number).toBe(LANDLINE.id);
  });
});

it("messages are offered only where the bank allows them", () => {
  expect(notReached(bank)).not.toContain("left_message");
  expect(notReached(aBank({ left_message_allowed: true }))).toContain("left_message");
});

it("a draft is touched by what would be lost", () => {
  const draft = newDraft(claim);
  expect(isTouched(draft)).toBe(false);
  expect(isTouched(setSpeaking(draft, "robin"))).toBe(false);
  expect(isTouched({ ...draft, note: "x" })).toBe(true);
  expect(isTouched(setOutcome(draft, "priya", "refused"))).toBe(true);
});
