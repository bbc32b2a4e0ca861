/** What the server would refuse of a script, found before it is sent: the rules of domain/script.py. */
import type { Block, QuestionBlock } from "../../api/types";
import { earlierQuestions, type ScriptDraft } from "./draft";

const MOST_BLOCKS = 60;
const MOST_OPTIONS = 30;
const LONGEST_TEXT = 2_000;
const LONGEST_LABEL = 300;

/** Where in a block a fault is; the input that is meant has an id made of it. */
export type Place = "title" | "text" | "label" | "help" | "options" | "show" | `option-${string}`;

export type FaultWord =
  | "title"
  | "titleLong"
  | "noBlocks"
  | "tooMany"
  | "text"
  | "textLong"
  | "label"
  | "labelLong"
  | "helpLong"
  | "options"
  | "optionsMany"
  | "option"
  | "optionLong"
  | "placeholder"
  | "later"
  | "anyOf";

export interface ScriptFault {
  /** The block's id; null where it is about the whole script. */
  block: string | null;
  place: Place;
  word: FaultWord;
  /** The placeholder that does not exist. */
  name?: string;
}

/** Everything that is wrong, in the order of the page. `known` are the placeholders that there are. */
export function faultsIn(draft: ScriptDraft, known: readonly string[]): ScriptFault[] {
  const faults: ScriptFault[] = [];
  const whole = (word: FaultWord) => faults.push({ block: null, place: "title", word });
  if (!draft.title.trim()) whole("title");
  else if (draft.title.trim().length > LONGEST_LABEL) whole("titleLong");
  if (draft.blocks.length === 0) whole("noBlocks");
  if (draft.blocks.length > MOST_BLOCKS) whole("tooMany");
  for (const block of draft.blocks) faults.push(...inBlock(draft, block, known));
  return faults;
}

function inBlock(draft: ScriptDraft, block: Block, known: readonly string[]): ScriptFault[] {
  const found: ScriptFault[] = [];
  const say = (place: Place, word: FaultWord, name?: string) =>
    found.push({ block: block.id, place, word, ...(name === undefined ? {} : { name }) });
  const words = (
    place: Place,
    text: string,
    most: number,
    empty: FaultWord | null,
    long: FaultWord,
  ) => {
    if (!text.trim() && empty) say(place, empty);
    else if (text.trim().length > most) say(place, long);
    const [strange] = placeholdersOf(text).filter((name) => !known.includes(name));
    if (strange !== undefined) say(place, "placeholder", strange);
  };
  if (block.type === "text") words("text", block.text, LONGEST_TEXT, "text", "textLong");
  else {
    words("label", block.label, LONGEST_LABEL, "label", "labelLong");
    words("help", block.help ?? "", LONGEST_LABEL, null, "helpLong");
    if (block.kind !== "text") {
      if (block.options.length < 2) say("options", "options");
      if (block.options.length > MOST_OPTIONS) say("options", "optionsMany");
      for (const { id, label } of block.options)
        words(`option-${id}`, label, LONGEST_LABEL, "option", "optionLong");
    }
  }
  const hanging = hangsWrong(draft, block);
  if (hanging) say("show", hanging);
  return found;
}

/** What is wrong with where a block hangs. This one is shown at once: moving a block may bring it about. */
export function hangsWrong(draft: ScriptDraft, block: Block): "later" | "anyOf" | null {
  const rule = block.show_if;
  if (!rule) return null;
  const asked: QuestionBlock | undefined = earlierQuestions(draft, block.id).find(
    (one) => one.id === rule.question,
  );
  if (!asked) return "later";
  const left = rule.any_of.filter((id) => asked.options.some((option) => option.id === id));
  return left.length === 0 ? "anyOf" : null;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The names between double braces. */
export const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");

/** The server's problems, each with the block it names by its place, counted from 1. */
export function placed(
  problems: readonly string[],
  draft: ScriptDraft,
): { block: string | null; text: string }[] {
  return problems.map((problem) => {
    const place = /^Block (\d+) (.*)$/s.exec(problem);
    const block = place && draft.blocks[Number(place[1]) - 1];
    return { block: block?.id ?? null, text: problem };
  });
}
