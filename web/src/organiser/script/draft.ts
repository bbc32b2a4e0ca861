/**
 * A script being written: pure, each edit returns a new draft. Blocks and options have their ids for good; new
 * ones get theirs when the script is saved (`ids.ts`) and a provisional one until then.
 */
import type { Block, Option, QuestionBlock, Script, ShowIf } from "../../api/types";

export type ScriptDraft = Pick<Script, "title" | "blocks">;

/** Ids of the server have small letters only, so that none is taken for one of these. */
const PROVISIONAL = "N";
export const isProvisional = (id: string) => id.startsWith(PROVISIONAL);

export const draftOf = ({ title, blocks }: ScriptDraft): ScriptDraft => ({ title, blocks });

const idsOf = ({ blocks }: ScriptDraft) =>
  blocks.flatMap((block) => [
    block.id,
    ...(block.type === "question" ? block.options.map((option) => option.id) : []),
  ]);

function provisional(draft: ScriptDraft, ahead = 1): string {
  const used = idsOf(draft).filter(isProvisional);
  return `${PROVISIONAL}${Math.max(0, ...used.map((id) => Number(id.slice(1)))) + ahead}`;
}

export const isQuestion = (block: Block | undefined): block is QuestionBlock =>
  block?.type === "question";

/** A new block at a place counted from 0, and its id. A question begins with two empty options. */
export function addBlock(
  draft: ScriptDraft,
  place: number,
  type: Block["type"],
): { draft: ScriptDraft; id: string } {
  const id = provisional(draft);
  const option = (ahead: number): Option => ({ id: provisional(draft, ahead), label: "" });
  const block: Block =
    type === "text"
      ? { id, type, text: "" }
      : { id, type, kind: "single", label: "", options: [option(2), option(3)] };
  const blocks = [...draft.blocks.slice(0, place), block, ...draft.blocks.slice(place)];
  return { draft: { ...draft, blocks }, id };
}

/** Without the block. What hung on it is shown always. */
export function removeBlock(draft: ScriptDraft, id: string): ScriptDraft {
  const blocks = draft.blocks
    .filter((block) => block.id !== id)
    .map((block) => (block.show_if?.question === id ? without(block) : block));
  return { ...draft, blocks };
}

function without(block: Block): Block {
  const { show_if: _, ...rest } = block;
  return rest;
}

function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const all = [...list];
  if (from < 0 || to < 0 || to >= all.length) return all;
  all.splice(to, 0, ...all.splice(from, 1));
  return all;
}

export function moveBlock(draft: ScriptDraft, id: string, by: 1 | -1): ScriptDraft {
  const from = draft.blocks.findIndex((block) => block.id === id);
  return { ...draft, blocks: moved(draft.blocks, from, by) };
}

function withBlock(draft: ScriptDraft, id: string, change: (block: Block) => Block): ScriptDraft {
  return {
    ...draft,
    blocks: draft.blocks.map((block) => (block.id === id ? change(block) : block)),
  };
}

export function setText(draft: ScriptDraft, id: string, text: string): ScriptDraft {
  return withBlock(draft, id, (block) => (block.type === "text" ? { ...block, text } : block));
}

/** Changes a question. Options that free text does not need stay until it is saved. */
export function setQuestion(
  draft: ScriptDraft,
  id: string,
  change: Partial<Pick<QuestionBlock, "label" | "help" | "kind">>,
): ScriptDraft {
  return withBlock(draft, id, (block) => (isQuestion(block) ? { ...block, ...change } : block));
}

function withOptions(
  draft: ScriptDraft,
  id: string,
  change: (options: Option[]) => Option[],
): ScriptDraft {
  return withBlock(draft, id, (block) =>
    isQuestion(block) ? { ...block, options: change(block.options) } : block,
  );
}

export function addOption(draft: ScriptDraft, id: string): { draft: ScriptDraft; id: string } {
  const option = provisional(draft);
  return {
    draft: withOptions(draft, id, (options) => [...options, { id: option, label: "" }]),
    id: option,
  };
}

export function setOption(
  draft: ScriptDraft,
  id: string,
  option: string,
  label: string,
): ScriptDraft {
  return withOptions(draft, id, (options) =>
    options.map((one) => (one.id === option ? { ...one, label } : one)),
  );
}

export function moveOption(
  draft: ScriptDraft,
  id: string,
  option: string,
  by: 1 | -1,
): ScriptDraft {
  return withOptions(draft, id, (options) =>
    moved(
      options,
      options.findIndex((one) => one.id === option),
      by,
    ),
  );
}

/** Without the option; nothing hangs on it any more. */
export function removeOption(draft: ScriptDraft, id: string, option: string): ScriptDraft {
  const left = withOptions(draft, id, (options) => options.filter((one) => one.id !== option));
  const blocks = left.blocks.map((block) => {
    const rule = block.show_if;
    if (rule?.question !== id) return block;
    return { ...block, show_if: { ...rule, any_of: rule.any_of.filter((one) => one !== option) } };
  });
  return { ...left, blocks };
}

/** The questions that a block may hang on: those before it that are answered by options. */
export function earlierQuestions(draft: ScriptDraft, id: string): QuestionBlock[] {
  const place = draft.blocks.findIndex((block) => block.id === id);
  return draft.blocks
    .slice(0, place)
    .filter(isQuestion)
    .filter(({ kind }) => kind !== "text");
}

export function setShowIf(draft: ScriptDraft, id: string, rule: ShowIf | null): ScriptDraft {
  return withBlock(draft, id, (block) => (rule ? { ...block, show_if: rule } : without(block)));
}

/** What a saved version had and the draft has no more, so that answers can't be compared. */
export interface Lost {
  question: string;
  /** Null: the whole question, or its kind has changed. */
  option: string | null;
}

export function lostSince(saved: ScriptDraft, draft: ScriptDraft): Lost[] {
  return saved.blocks.filter(isQuestion).flatMap((question): Lost[] => {
    const now = draft.blocks.find((block) => block.id === question.id);
    const whole = { question: question.label, option: null };
    if (!isQuestion(now) || (now.kind === "text") !== (question.kind === "text")) return [whole];
    if (now.kind === "text") return [];
    const left = new Set(now.options.map((option) => option.id));
    return question.options
      .filter((option) => !left.has(option.id))
      .map((option) => ({ question: question.label, option: option.label }));
  });
}
