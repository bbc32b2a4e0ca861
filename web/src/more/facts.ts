import { ukMoment } from "../format/uk-time";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** How facts are written in the reader's language. */
export interface FactWords {
  yes: string;
  no: string;
  locale: string;
}

/** The order in which a certificate is read; what it has beside these comes after them. */
const ORDER = [
  "campaign",
  "poll_date",
  "asked_at",
  "asked_by",
  "confirmed_at",
  "confirmed_by",
  "begun_at",
  "finished_at",
  "items",
  "files",
  "log_streams",
  "late_items",
  "backups",
  "export",
  "last_export",
];
const place = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);

/** What groups are called in front of each of their facts. */
const GROUPS: Record<string, string> = {
  items: "destroyed:",
  files: "files destroyed:",
  export: "last export:",
};

/** A word of the API's as people write it: "calls_made" is "Calls made". */
function plainWord(word: string): string {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shown(value: unknown, words: FactWords): string {
  if (typeof value === "number") return new Intl.NumberFormat(words.locale).format(value);
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "string" && MOMENT.test(value)) {
    const { date, time } = ukMoment(new Date(value));
    return `${date} ${time}`;
  }
  if (Array.isArray(value)) return value.map((one) => shown(one, words)).join(", ");
  return String(value ?? "–").replaceAll("_", " ");
}

/** Every fact of a certificate as a name and a text, in UK time; groups within it are laid flat. */
export function factsOf(
  certificate: Record<string, unknown>,
  words: FactWords,
  group = "",
): [name: string, text: string][] {
  const facts = Object.entries(certificate).sort(
    ([one], [other]) => place(one) - place(other) || (one < other ? -1 : 1),
  );
  return facts.flatMap(([name, value]) => {
    const full = group ? `${GROUPS[group] ?? group} ${name}` : name;
    if (value && typeof value === "object" && !Array.isArray(value))
      return factsOf(value as Record<string, unknown>, words, full);
    return [[plainWord(full), shown(value, words)] as [string, string]];
  });
}
