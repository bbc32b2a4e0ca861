/**
 * The words of the page. Each language is one file of data, fetched beside the script, so that nobody
 * loads a language they do not read. `{name}` is a place to fill; a number chooses its plural.
 */
import type { Campaign } from "../api/types";
import { type Dates, makeDates } from "../format/dates";
import type en from "./en.json";

export type Strings = typeof en;

export let t: Strings;
export let dates: Dates;
export let say: Say;

export function setStrings(strings: Strings): void {
  t = strings;
  dates = makeDates(strings.locale, strings.days);
  say = makeSay(strings.locale);
}

/** Forms by Intl.PluralRules: "other" always, further ones as the language needs them. */
type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Fills a text. With plural forms, `n` chooses among them. */
type Say = (text: string | Plural, values: Record<string, string | number>) => string;

export function makeSay(locale: string): Say {
  const plural = new Intl.PluralRules(locale);
  const figures = new Intl.NumberFormat(locale);
  return (text, values) => {
    const form =
      typeof text === "string" ? text : (text[plural.select(Number(values.n))] ?? text.other);
    return form.replace(/\{(\w+)\}/g, (whole, key: string) => {
      const value = values[key];
      return typeof value === "number" ? figures.format(value) : (value ?? whole);
    });
  };
}

/** The words about sign-in codes: sent by mail, or handed out by an organiser. */
export const codeWords = ({ campaign }: { campaign: Campaign | null }) =>
  t.codes[campaign?.codes_by ?? "mail"];

/** With a capital first letter, for a word that begins a line. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Why the server said no, in the reader's words; the server's own where there are none for it. */
export const refusalWord = (code: string, message: string) =>
  (t.faults as Partial<Record<string, string>>)[code] ?? message;
