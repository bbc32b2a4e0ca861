import { type Strings, setStrings } from ".";
import english from "./en.json?url";

/** Fetches the reader's language. index.html preloads it, so that it travels beside the script. */
export async function loadStrings(): Promise<void> {
  const answer = await fetch(english);
  setStrings((await answer.json()) as Strings);
}
