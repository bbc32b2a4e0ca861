import type { Answer, Answers, Block, QuestionBlock, Script } from "../api/types";

/** True when the question has an answer: a choice, at least one box, or text that is not blank. */
export function isAnswered(answer: Answer | undefined): boolean {
  return typeof answer === "string" ? answer.trim() !== "" : (answer?.length ?? 0) > 0;
}

/**
 * The blocks to show, in order. A block with `show_if` is shown when its question is shown and its
 * answer holds one of the options; so what hangs on a hidden question is hidden too.
 */
export function visibleBlocks(script: Script, answers: Answers): Block[] {
  const shown = new Set<string>();
  return script.blocks.filter((block) => {
    const rule = block.show_if;
    const answer = rule && shown.has(rule.question) ? answers[rule.question] : undefined;
    const given = typeof answer === "string" ? [answer] : (answer ?? []);
    const visible = !rule || given.some((option) => rule.any_of.includes(option));
    if (visible) shown.add(block.id);
    return visible;
  });
}

/** The answers that count: those to questions that are visible, trimmed, blanks left out. */
export function countedAnswers(script: Script, answers: Answers): Answers {
  const counted: Answers = {};
  for (const block of visibleBlocks(script, answers)) {
    const answer = answers[block.id];
    if (block.type !== "question" || answer === undefined || !isAnswered(answer)) continue;
    counted[block.id] = typeof answer === "string" ? answer.trim() : answer;
  }
  return counted;
}

/** The opening words (text before the first question), and the rest. */
export function splitOpening(blocks: Block[]): [opening: Block[], rest: Block[]] {
  const first = blocks.findIndex((block) => block.type === "question");
  const cut = first < 0 ? blocks.length : first;
  return [blocks.slice(0, cut), blocks.slice(cut)];
}

/** Radios that look like buttons hold up to five options; more are a drop-down. */
export function isDropDown(question: QuestionBlock): boolean {
  return question.kind === "single" && question.options.length > 5;
}
