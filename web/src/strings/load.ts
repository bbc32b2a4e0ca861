import { type Strings, setStrings } from ".";
import welsh from "./cy.json?url";
import english from "./en.json?url";

const FILES: Record<string, string> = { en: english, cy: welsh };
const CHOSEN = "ringround.language";

/** The reader's own choice, or else the first language of their browser's that there is. */
function preferred(): string {
  const wanted = [localStorage.getItem(CHOSEN) ?? "", ...navigator.languages];
  return wanted.map((tag) => tag.slice(0, 2)).find((tag) => tag in FILES) ?? "en";
}

/**
 * Fetches a language: the one chosen now, which is remembered, or the reader's. index.html preloads
 * English, so that it travels beside the script. Throws where there is no network.
 */
export async function loadStrings(chosen?: string): Promise<void> {
  const language = chosen ?? preferred();
  const answer = await fetch(FILES[language] ?? english);
  setStrings((await answer.json()) as Strings);
  document.documentElement.lang = language;
  if (chosen) localStorage.setItem(CHOSEN, chosen);
}
