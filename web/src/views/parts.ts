import { part } from "../ui/later";

/** The parts of the page that are not needed for the first household. */
export const pages = part(() => import("../more/pages"));
export const signIn = part(() => import("../sign-in/screens"));
export const practice = part(() => import("../practice/practice"));

/** Does what the later part knows, as soon as it is there. */
export async function later(
  work: (part: typeof import("../more/pages")) => void | Promise<void>,
): Promise<void> {
  await pages.load();
  if (pages.now) await work(pages.now);
}
