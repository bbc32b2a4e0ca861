/**
 * The rules by which people are chosen, while they are edited: pure, each edit returns a new draft. A rule
 * names its field by a key, so that it can be one that the server does not list any more.
 */
import type { Comparison, Field, FieldKind, Target, TargetRule } from "./types";

/** A rule being edited. `key` tells rules apart on the page and means nothing else. */
export interface RuleDraft {
  key: number;
  /** The field's key; empty while none is chosen. */
  field: string;
  is: Comparison;
  values: string[];
  /** For "contains". */
  text: string;
}

export interface TargetDraft {
  match: Target["match"];
  rules: RuleDraft[];
}

export const EVERYBODY: TargetDraft = { match: "all", rules: [] };

type Named = Pick<Field, "field" | "name" | "bank" | "question">;

/** What tells one field from another, as a value of a drop-down. */
export const keyOf = ({ field, name, bank, question }: Named): string =>
  JSON.stringify([field, name ?? null, bank ?? null, question ?? null]);

/** The field that a key stands for; null for the empty key. */
export function fieldOf(key: string): Named | null {
  if (!key) return null;
  const [field, name, bank, question] = JSON.parse(key) as [
    FieldKind,
    string | null,
    string | null,
    string | null,
  ];
  return { field, name, bank, question };
}

const COMPARISONS: Record<FieldKind, readonly Comparison[]> = {
  tag: ["in", "not_in"],
  column: ["in", "not_in", "contains", "empty", "not_empty"],
  outcome: ["in", "not_in"],
  answer: ["in", "not_in"],
  import: ["in"],
};

/** How a field may be compared; the first is where a rule begins. */
export const comparisonsOf = (key: string): readonly Comparison[] =>
  COMPARISONS[fieldOf(key)?.field ?? "import"];

/** True when the comparison is with values from a list. */
export const fromList = (is: Comparison) => is === "in" || is === "not_in";

/** Puts a target into a form. Rules get keys from 1. */
export function draftOf(target: Target | null): TargetDraft {
  if (!target) return EVERYBODY;
  const rules = target.rules.map((rule, index) => ({
    key: index + 1,
    field: keyOf(rule),
    is: rule.is,
    values: fromList(rule.is) ? (rule.values ?? []) : [],
    text: rule.is === "contains" ? (rule.values?.[0] ?? "") : "",
  }));
  return { match: target.match, rules };
}

const nextKey = ({ rules }: TargetDraft) => Math.max(0, ...rules.map((rule) => rule.key)) + 1;

export function addRule(draft: TargetDraft): TargetDraft {
  const rule: RuleDraft = { key: nextKey(draft), field: "", is: "in", values: [], text: "" };
  return { ...draft, rules: [...draft.rules, rule] };
}

export function removeRule(draft: TargetDraft, key: number): TargetDraft {
  return { ...draft, rules: draft.rules.filter((rule) => rule.key !== key) };
}

function withRule(draft: TargetDraft, key: number, change: Partial<RuleDraft>): TargetDraft {
  const rules = draft.rules.map((rule) => (rule.key === key ? { ...rule, ...change } : rule));
  return { ...draft, rules };
}

/** Another field has other values, and perhaps other comparisons. */
export function setField(draft: TargetDraft, key: number, field: string): TargetDraft {
  return withRule(draft, key, { field, is: "in", values: [], text: "" });
}

export function setComparison(draft: TargetDraft, key: number, is: Comparison): TargetDraft {
  return withRule(draft, key, { is });
}

export function setText(draft: TargetDraft, key: number, text: string): TargetDraft {
  return withRule(draft, key, { text });
}

export function setValue(draft: TargetDraft, key: number, value: string, on: boolean): TargetDraft {
  const before = draft.rules.find((rule) => rule.key === key)?.values ?? [];
  const rest = before.filter((one) => one !== value);
  return withRule(draft, key, { values: on ? [...rest, value] : rest });
}

/** What a rule lacks before it can be used; null where it is complete. */
export function lacks(rule: RuleDraft): "field" | "values" | "text" | null {
  if (!rule.field) return "field";
  if (fromList(rule.is) && rule.values.length === 0) return "values";
  if (rule.is === "contains" && !rule.text.trim()) return "text";
  return null;
}

/** The target as the server takes it; null while a rule lacks something. */
export function targetOf(draft: TargetDraft): Target | null {
  if (draft.rules.some(lacks)) return null;
  return { match: draft.match, rules: draft.rules.map(ruleOf) };
}

function ruleOf(rule: RuleDraft): TargetRule {
  const { field = "tag", name, bank, question } = fieldOf(rule.field) ?? {};
  const values = fromList(rule.is) ? rule.values : rule.is === "contains" ? [rule.text.trim()] : [];
  return {
    field,
    is: rule.is,
    ...(name ? { name } : {}),
    ...(bank ? { bank } : {}),
    ...(question ? { question } : {}),
    ...(values.length ? { values } : {}),
  };
}

/** The fields to choose from: those that the server lists, and those of rules that it lists no more. */
export function offered(fields: readonly Field[], draft: TargetDraft): Map<string, Field> {
  const all = new Map(fields.map((field) => [keyOf(field), field]));
  for (const rule of draft.rules) {
    const named = fieldOf(rule.field);
    if (!named || all.has(rule.field)) continue;
    const label = named.name ?? named.question ?? named.bank ?? named.field;
    all.set(rule.field, { ...named, label, values: [], more: true });
  }
  return all;
}
