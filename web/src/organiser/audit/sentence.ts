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
  return String(value ?? "–");
}

const plain = (name: string) =>
  (w.details as Partial<Record<string, string>>)[name] ?? name.replaceAll("_", " ");

/** What was done, in a sentence without its subject: "paused the phone bank support". */
export function actSentence({ act, subject, details }: AuditEntry): string {
  const known: Partial<Record<string, string>> = w.acts;
  const text = known[act] ?? `${act.replaceAll("_", " ")} {subject}`;
  const values = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, textOf(value)]),
  );
  return say(text, { ...values, subject })
    .replace(/\s*\{\w+\}/g, "")
    .trim();
}

/** What else was written down about it: "rows: 1,204". */
export function detailsOf({ act, details }: AuditEntry): string[] {
  const text = (w.acts as Partial<Record<string, string>>)[act] ?? "";
  const said = used(text);
  return Object.entries(details)
    .filter(([name, value]) => !said.has(name) && value !== null && value !== "")
    .map(([name, value]) => `${plain(name)}: ${textOf(value)}`);
}
