import { describe, expect, it } from "vitest";
import cy from "../src/strings/cy.json";
import en from "../src/strings/en.json";

type Words = { [key: string]: Words | string };

const FORMS: readonly string[] = ["zero", "one", "two", "few", "many", "other"];
const isPlural = (words: Words) =>
  "other" in words && Object.keys(words).every((key) => FORMS.includes(key));

/** Every text by its path; plural forms are one text, with all its forms. */
function texts(words: Words, path = ""): Map<string, string | Record<string, string>> {
  const found = new Map<string, string | Record<string, string>>();
  for (const [key, value] of Object.entries(words)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(here, value);
    else if (isPlural(value)) found.set(here, value as Record<string, string>);
    else for (const [inner, text] of texts(value, here)) found.set(inner, text);
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).sort();
const english = texts(en as unknown as Words);
const { draft, ...translated } = cy as unknown as Words;
const welsh = texts(translated);

describe("the languages", () => {
  it("have the same texts", () => {
    expect([...welsh.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fill the same places; only a number that is written as a word may be left out", () => {
    for (const [path, text] of english) {
      const other = welsh.get(path);
      const places = new Set(placeholders(typeof text === "string" ? text : (text.other ?? "")));
      const forms = typeof other === "string" ? [other] : Object.values(other ?? {});
      for (const form of forms) {
        const filled = new Set(placeholders(form));
        const missing = [...places].filter((one) => !filled.has(one));
        const allowed = typeof other === "string" ? [] : ["{n}"];
        expect([path, form, missing.filter((one) => !allowed.includes(one))]).toEqual([
          path,
          form,
          [],
        ]);
        expect([path, form, [...filled].filter((one) => !places.has(one))]).toEqual([
          path,
          form,
          [],
        ]);
      }
    }
  });

  it.each([
    ["en-GB", english],
    ["cy", welsh],
  ])("%s has every form of number that it needs", (locale, words) => {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort();
    for (const [path, text] of words) {
      if (typeof text !== "string")
        expect([path, Object.keys(text).sort()]).toEqual([path, needed]);
    }
  });

  it("are translated: Welsh is no copy of the English", () => {
    const same = [...english].filter(([path, text]) => {
      const words = typeof text === "string" ? text : text.other;
      const other = welsh.get(path);
      return (
        words === (typeof other === "string" ? other : other?.other) &&
        /[a-z]{4,} [a-z]{3,}/i.test(words ?? "")
      );
    });
    expect(same.map(([path]) => path)).toEqual([]);
  });

  it("marks Welsh as a draft until a Welsh speaker has read it", () => {
    expect(draft).toMatch(/review/i);
  });

  it.each([
    ["English", english],
    ["Welsh", welsh],
  ])("%s shouts at nobody and has no straight quotes", (_, words) => {
    const bad = [...words].filter(([, text]) => {
      const forms = typeof text === "string" ? [text] : Object.values(text);
      return forms.some((form) => /!|['"]/.test(form) || form !== form.trim());
    });
    expect(bad.map(([path]) => path)).toEqual([]);
  });
});

/** Letters between tags, or in an attribute that is read out, are words of the page. */
const LITERAL =
  />\s*[^<>{}=;()&|?:]*[A-Za-zÀ-ž]{3,}[^<>{}=;()&|?:]*<\/|(?:aria-label|title|alt|placeholder|label|legend|help)="[^"]*[A-Za-z]{3,}/g;

describe("the code", () => {
  const views = Object.entries(
    import.meta.glob<string>("../src/**/*.tsx", { query: "?raw", import: "default", eager: true }),
  );

  it("has views to look at, and would find words in them", () => {
    expect(views.length).toBeGreaterThan(20);
    expect("<p>\n  Save it\n</p>".match(LITERAL)).not.toBeNull();
    expect('<img alt="A picture" />'.match(LITERAL)).not.toBeNull();
  });

  it.each(views)("%s has no words of its own", (_, code) => {
    expect(code.match(LITERAL) ?? []).toEqual([]);
  });
});
