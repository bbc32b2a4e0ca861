import { count, say, words } from "../strings";
import type { AuditEntry } from "./types";

const w = words.audit;

/** A detail that stands in the sentence itself is not listed again. */
const used = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

function textOf(value: unknown): string {
  if (typeof value === "number") return count(value);
  if (typeof value === "boolean") return value ? w.yes : w.no;
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (value && typeof value === "object") {
    return Object.entries(value)
      .map(([name, inner]) => `${plain(name)} ${textOf(inner)}`)
      .join(", ");
  }
  return String(value ?? "–").replaceAll("_", " ");
}

const plain = (name: string) =>
  (w.details as Partial<Record<string, string>>)[name] ?? name.replaceAll("_", " ");

/** Ids of imports and exports say nothing to anybody. */
const NAMED = /^(bank|script|volunteer|held|code|mail)/;

/** What was done, in a sentence without who did it: "paused the phone bank Support". */
export function actSentence(
  { act, subject, details }: AuditEntry,
  names: Readonly<Record<string, string>>,
): string {
  const known: Partial<Record<string, string>> = w.acts;
  const text = known[act] ?? act.replaceAll("_", " ");
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(details)) values[name] = textOf(value);
  if (subject && NAMED.test(act)) {
    const name = names[subject] ?? subject;
    values.subject = act === "held_returned" ? say(w.heldOf, { name }) : name;
  }
  return say(text, values)
    .replace(/\s*\{\w+\}/g, "")
    .trim();
}

/** What else was written down about it: "rows: 1,204". */
export function detailsOf(
  { act, details }: AuditEntry,
  names: Readonly<Record<string, string>>,
): string[] {
  const text = (w.acts as Partial<Record<string, string>>)[act] ?? "";
  const said = used(text);
  return Object.entries(details)
    .filter(([name, value]) => !said.has(name) && value !== null && value !== "" && value !== false)
    .map(([name, value]) => `${plain(name)}: ${names[String(value)] ?? textOf(value)}`);
}
