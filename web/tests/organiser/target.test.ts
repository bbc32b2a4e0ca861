import { describe, expect, it } from "vitest";
import {
  addRule,
  comparisonsOf,
  draftOf,
  EVERYBODY,
  keyOf,
  lacks,
  offered,
  removeRule,
  setComparison,
  setField,
  setText,
  setValue,
  targetOf,
} from "../../src/organiser/banks/target";
import type { Field, Target } from "../../src/organiser/banks/types";

const WARD: Field = {
  field: "column",
  name: "Ward",
  label: "Ward",
  values: [{ value: "Abbey", label: "Abbey", people: 3 }],
  more: false,
};
const ANSWER: Field = {
  field: "answer",
  bank: "b1",
  question: "support",
  label: "Support?",
  values: [],
  more: false,
};

describe("the rules by which people are chosen", () => {
  it("come back from the server as they were sent", () => {
    const target: Target = {
      match: "any",
      rules: [
        { field: "column", is: "contains", name: "Ward", values: ["Ab"] },
        { field: "column", is: "empty", name: "Ward" },
        { field: "answer", is: "not_in", bank: "b1", question: "support", values: ["no"] },
        { field: "outcome", is: "in", bank: "*", values: ["not_home", "busy"] },
        { field: "import", is: "in", values: ["imp-1"] },
      ],
    };
    expect(targetOf(draftOf(target))).toEqual(target);
  });

  it("are no target while one of them lacks something, and say what", () => {
    let draft = addRule(EVERYBODY);
    const rule = () => draft.rules[0] as (typeof draft.rules)[0];
    expect([lacks(rule()), targetOf(draft)]).toEqual(["field", null]);
    draft = setField(draft, 1, keyOf(WARD));
    expect([lacks(rule()), targetOf(draft)]).toEqual(["values", null]);
    draft = setComparison(draft, 1, "contains");
    expect(lacks(setText(draft, 1, "  ").rules[0] as never)).toBe("text");
    draft = setText(draft, 1, " Ab ");
    expect(targetOf(draft)?.rules).toEqual([
      { field: "column", is: "contains", name: "Ward", values: ["Ab"] },
    ]);
    draft = setComparison(draft, 1, "not_empty");
    expect(targetOf(draft)?.rules).toEqual([{ field: "column", is: "not_empty", name: "Ward" }]);
  });

  it("forget their values where another field is chosen, whose comparisons may be others", () => {
    let draft = setValue(setField(addRule(EVERYBODY), 1, keyOf(WARD)), 1, "Abbey", true);
    expect(comparisonsOf(keyOf(WARD))).toContain("contains");
    draft = setField(draft, 1, keyOf(ANSWER));
    expect(draft.rules[0]).toMatchObject({ is: "in", values: [] });
    expect(comparisonsOf(keyOf(ANSWER))).toEqual(["in", "not_in"]);
  });

  it("keep their own key when others go", () => {
    const draft = addRule(removeRule(addRule(addRule(EVERYBODY)), 1));
    expect(draft.rules.map((rule) => rule.key)).toEqual([2, 3]);
  });

  it("untick what was ticked", () => {
    const draft = setValue(setField(addRule(EVERYBODY), 1, keyOf(WARD)), 1, "Abbey", true);
    expect(setValue(draft, 1, "Abbey", false).rules[0]?.values).toEqual([]);
  });

  it("offer a field that the server lists no more, as long as a rule has it", () => {
    const draft = draftOf({
      match: "all",
      rules: [{ field: "column", name: "Old ward", is: "in", values: ["x"] }],
    });
    const fields = offered([WARD], draft);
    expect([...fields.values()].map((field) => field.label)).toEqual(["Ward", "Old ward"]);
  });
});
