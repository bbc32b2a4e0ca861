import { describe, expect, it } from "vitest";
import type { Block } from "../../src/api/types";
import { faultsIn, placed, placeholdersOf } from "../../src/organiser/script/check";
import {
  addBlock,
  addOption,
  draftOf,
  earlierQuestions,
  lostSince,
  moveBlock,
  moveOption,
  removeBlock,
  removeOption,
  type ScriptDraft,
  setOption,
  setQuestion,
  setShowIf,
  setText,
} from "../../src/organiser/script/draft";
import { forServer, slug } from "../../src/organiser/script/ids";
import { SCRIPT } from "../builders";

const DRAFT: ScriptDraft = draftOf(SCRIPT);
const KNOWN = ["first_name", "caller"];
const ids = (draft: ScriptDraft) => draft.blocks.map((block) => block.id);
const blockOf = (draft: ScriptDraft, id: string) =>
  draft.blocks.find((block) => block.id === id) as Block;

describe("a script that is edited", () => {
  it("moves blocks by one place, and not beyond its ends", () => {
    expect(ids(moveBlock(DRAFT, "support", 1)).slice(0, 3)).toEqual(["hello", "help", "support"]);
    expect(ids(moveBlock(DRAFT, "hello", -1))).toEqual(ids(DRAFT));
    expect(ids(moveBlock(DRAFT, "more", 1))).toEqual(ids(DRAFT));
  });

  it("shows always what hung on a question that is removed", () => {
    const left = removeBlock(DRAFT, "support");
    expect(blockOf(left, "help").show_if).toBeUndefined();
    expect(blockOf(left, "where").show_if).toEqual({ question: "help", any_of: ["poster"] });
  });

  it("lets nothing hang on an option that is removed", () => {
    const left = removeOption(DRAFT, "support", "yes");
    expect(blockOf(left, "help").show_if).toEqual({ question: "support", any_of: [] });
    expect(faultsIn(left, KNOWN)).toContainEqual({ block: "help", place: "show", word: "anyOf" });
  });

  it("hangs blocks only on questions before them that are answered by options", () => {
    expect(earlierQuestions(DRAFT, "more").map(({ id }) => id)).toEqual(["support", "help"]);
    expect(earlierQuestions(DRAFT, "support")).toEqual([]);
  });

  it("finds a block that was moved before what it hangs on", () => {
    const moved = moveBlock(DRAFT, "support", 1);
    expect(faultsIn(moved, KNOWN)).toEqual([{ block: "help", place: "show", word: "later" }]);
  });

  it("finds what is missing, too long, or no placeholder", () => {
    let draft = setText(DRAFT, "hello", "Hello {{ nick_name }}, {{caller}}");
    draft = setQuestion(draft, "support", { label: " " });
    draft = setOption(draft, "help", "poster", "x".repeat(301));
    draft = { ...draft, title: "" };
    expect(faultsIn(draft, KNOWN)).toEqual([
      { block: null, place: "title", word: "title" },
      { block: "hello", place: "text", word: "placeholder", name: "nick_name" },
      { block: "support", place: "label", word: "label" },
      { block: "help", place: "option-poster", word: "optionLong" },
    ]);
    expect(faultsIn(DRAFT, KNOWN)).toEqual([]);
    expect(placeholdersOf("{{a}} {{ b_c }} {d}")).toEqual(["a", "b_c"]);
  });

  it("keeps the ids that are there, whatever the words become", () => {
    let draft = setQuestion(DRAFT, "support", { label: "Something else?" });
    draft = setOption(draft, "support", "yes", "Certainly");
    expect(forServer(draft).blocks[1]).toMatchObject({
      id: "support",
      options: [{ id: "yes", label: "Certainly" }, { id: "no" }],
    });
  });

  it("makes ids of the first words for what is new, also where something hangs on it", () => {
    const added = addBlock(DRAFT, 1, "question");
    let draft = setQuestion(added.draft, added.id, {
      label: "Will you vote on {{first_name}} 4 May?",
    });
    const [first, second] = (blockOf(draft, added.id) as { options: { id: string }[] }).options;
    draft = setOption(draft, added.id, first?.id ?? "", "Yes");
    draft = setOption(draft, added.id, second?.id ?? "", " Yes ");
    draft = setShowIf(draft, "support", { question: added.id, any_of: [second?.id ?? ""] });
    const sent = forServer(draft);
    expect(sent.blocks[1]).toEqual({
      id: "will_you_vote_on_4_may",
      type: "question",
      kind: "single",
      label: "Will you vote on {{first_name}} 4 May?",
      options: [
        { id: "yes", label: "Yes" },
        { id: "yes_2", label: "Yes" },
      ],
    });
    expect(sent.blocks[2]?.show_if).toEqual({
      question: "will_you_vote_on_4_may",
      any_of: ["yes_2"],
    });
  });

  it("makes ids that the server takes", () => {
    for (const words of [
      "",
      "¿Qué?",
      "Ŵyt ti’n pleidleisio?",
      "a".repeat(80),
      "one two ".repeat(9),
    ])
      expect(slug(words, "text")).toMatch(/^[a-z0-9][a-z0-9_-]{0,39}$/);
  });

  it("sends no options with a question that takes free text, and keeps them until then", () => {
    const draft = setQuestion(DRAFT, "support", { kind: "text" });
    expect(forServer(draft).blocks[1]).toMatchObject({ options: [] });
    expect(blockOf(setQuestion(draft, "support", { kind: "single" }), "support")).toMatchObject({
      options: [{ id: "yes" }, { id: "no" }],
    });
  });

  it("adds and moves options", () => {
    const added = addOption(DRAFT, "support");
    const moved = moveOption(added.draft, "support", added.id, -1);
    expect(blockOf(moved, "support")).toMatchObject({
      options: [{ id: "yes" }, { id: added.id, label: "" }, { id: "no" }],
    });
  });

  it("says what answers can't be compared with any more", () => {
    const draft = removeBlock(removeOption(DRAFT, "support", "no"), "help");
    expect(lostSince(DRAFT, draft)).toEqual([
      { question: "Will you vote for us?", option: "No" },
      { question: "Could you help, {{first_name}}?", option: null },
    ]);
    expect(lostSince(DRAFT, setOption(DRAFT, "support", "no", "Never"))).toEqual([]);
  });

  it("ties the server's problems to their blocks", () => {
    expect(placed(["Block 2 has no question.", "The script needs a title."], DRAFT)).toEqual([
      { block: "support", text: "Block 2 has no question." },
      { block: null, text: "The script needs a title." },
    ]);
  });
});
