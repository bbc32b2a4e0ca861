/** Ids of blocks and options as they stand in exports: made once, of their first words, and kept. */
import type { Block } from "../../api/types";
import { isProvisional, type ScriptDraft } from "./draft";

const LONGEST = 32;

/** Small letters, digits and _ of the first words; `otherwise` where none are left. */
export function slug(words: string, otherwise: string): string {
  const plain = words
    .replace(/\{\{.*?\}\}/g, " ")
    .normalize("NFD")
    .replace(/[\u0300-\u036f’']/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (plain.length <= LONGEST) return plain || otherwise;
  const cut = plain.slice(0, LONGEST + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf("_"), LONGEST / 2)).replace(/_+$/, "");
}

function unique(wanted: string, used: Set<string>): string {
  let id = wanted;
  for (let n = 2; used.has(id); n += 1) id = `${wanted}_${n}`;
  used.add(id);
  return id;
}

/**
 * The script as the server takes it: with ids of their own for what is new, without blanks around words, and
 * without the options of questions that take free text. Blocks keep their order.
 */
export function forServer(draft: ScriptDraft): ScriptDraft {
  const used = new Set(draft.blocks.map((block) => block.id));
  const blockIds = new Map<string, string>();
  const optionIds = new Map<string, Map<string, string>>();
  for (const block of draft.blocks) {
    const words = block.type === "text" ? block.text : block.label;
    const id = isProvisional(block.id) ? unique(slug(words, block.type), used) : block.id;
    blockIds.set(block.id, id);
    if (block.type === "question") optionIds.set(block.id, optionIdsOf(block.options));
  }
  const written = (block: Block): Block => {
    const id = blockIds.get(block.id) ?? block.id;
    const rule = block.show_if;
    const options = rule && optionIds.get(rule.question);
    const show_if = rule && {
      question: blockIds.get(rule.question) ?? rule.question,
      any_of: rule.any_of.map((option) => options?.get(option) ?? option),
    };
    const around = show_if ? { show_if } : {};
    if (block.type === "text") return { id, type: "text", text: block.text.trim(), ...around };
    const { kind, label, help } = block;
    const own = optionIds.get(block.id);
    return {
      id,
      type: "question",
      kind,
      label: label.trim(),
      options:
        kind === "text"
          ? []
          : block.options.map((one) => ({
              id: own?.get(one.id) ?? one.id,
              label: one.label.trim(),
            })),
      ...(help?.trim() ? { help: help.trim() } : {}),
      ...around,
    };
  };
  return { title: draft.title.trim(), blocks: draft.blocks.map(written) };
}

function optionIdsOf(options: readonly { id: string; label: string }[]): Map<string, string> {
  const used = new Set(options.map(({ id }) => id));
  return new Map(
    options.map(({ id, label }) => [
      id,
      isProvisional(id) ? unique(slug(label, "option"), used) : id,
    ]),
  );
}
