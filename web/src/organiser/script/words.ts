import type { Block } from "../../api/types";
import { say, words } from "../strings";
import type { ScriptFault } from "./check";

/** What is wrong, in words. */
export const faultText = ({ word, name = "" }: ScriptFault): string =>
  say(words.script.faults[word], { name });

/** A question by its words; by its place where it has none yet. */
export function questionWord(block: Block | undefined, place: number): string {
  const label = block?.type === "question" ? block.label.trim() : "";
  return label || say(words.script.untitled, { n: place + 1 });
}

export const optionWord = (label: string): string => label.trim() || words.script.noLabel;
