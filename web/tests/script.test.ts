import { describe, expect, it } from "vitest";
import { fill, mergeFields } from "../src/call/merge";
import { countedAnswers, isDropDown, splitOpening, visibleBlocks } from "../src/call/script";
import { aClaim, SCRIPT } from "./builders";

const shown = (answers: Parameters<typeof visibleBlocks>[1]) =>
  visibleBlocks(SCRIPT, answers).map((block) => block.id);

describe("branching", () => {
  it("shows what depends on no answer", () => {
    expect(shown({})).toEqual(["hello", "support", "more"]);
  });
  it("opens a branch when the answer holds one of its options", () => {
    expect(shown({ support: "yes" })).toContain("help");
    expect(shown({ support: "no" })).not.toContain("help");
  });
  it("opens on one of several choices", () => {
    expect(shown({ support: "yes", help: ["leaflets", "poster"] })).toContain("where");
  });
  it("closes a branch with the branch that it hangs on", () => {
    expect(shown({ support: "no", help: ["poster"] })).not.toContain("where");
  });
});

describe("the answers that count", () => {
  it("leave out hidden questions, blanks and nothing chosen", () => {
    const answers = { support: "no", help: ["poster"], more: "  " };
    expect(countedAnswers(SCRIPT, answers)).toEqual({ support: "no" });
    expect(countedAnswers(SCRIPT, { support: "yes", help: [] })).toEqual({ support: "yes" });
  });
  it("are trimmed", () => {
    expect(countedAnswers(SCRIPT, { more: " the buses " })).toEqual({ more: "the buses" });
  });
});

it("the opening is the text before the first question", () => {
  const [opening, rest] = splitOpening(SCRIPT.blocks);
  expect(opening.map((block) => block.id)).toEqual(["hello"]);
  expect(rest[0]?.id).toBe("support");
});

it("more than five options are a drop-down, and only for one choice", () => {
  const options = "abcdef".split("").map((id) => ({ id, label: id }));
  const question = { id: "q", type: "question", kind: "single", label: "?", options } as const;
  expect(isDropDown(question)).toBe(true);
  expect(isDropDown({ ...question, options: options.slice(1) })).toBe(false);
  expect(isDropDown({ ...question, kind: "several" })).toBe(false);
});

describe("merge fields", () => {
  const claim = aClaim();
  const around = { caller: "Sam", party: "Us", campaign: "Rivermouth", returnNumber: null };
  it("are filled for the person on the phone", () => {
    const fields = mergeFields(claim, claim.people[1] ?? null, around);
    expect(fill("{{ first_name }} of {{town}}, this is {{caller}}", fields)).toBe(
      "Robin of Rivermouth, this is Sam",
    );
  });
  it("stay visible when there is nothing to fill in", () => {
    const fields = mergeFields(claim, null, around);
    expect(fill("{{first_name}} {{return_number}} {{typo}}", fields)).toBe(
      "{{first_name}} {{return_number}} {{typo}}",
    );
  });
});
