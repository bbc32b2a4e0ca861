import { ukMoment } from "../format/uk-time";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** How facts are written in the reader's language. */
export interface FactWords {
  yes: string;
  no: string;
  locale: string;
}

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
  return String(value ?? "–");
}

/** Every fact of a certificate as a name and a text, in UK time; groups within it are laid flat. */
export function factsOf(
  certificate: Record<string, unknown>,
  words: FactWords,
  group = "",
): [name: string, text: string][] {
  return Object.entries(certificate).flatMap(([name, value]) => {
    const full = group ? `${group} ${name}` : name;
    if (value && typeof value === "object" && !Array.isArray(value))
      return factsOf(value as Record<string, unknown>, words, full);
    return [[plainWord(full), shown(value, words)] as [string, string]];
  });
}
