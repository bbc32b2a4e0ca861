import { part } from "../ui/later";

/** The parts of the page that are not needed for the first household. */
export const pages = part(() => import("../more/pages"));
export const signIn = part(() => import("../sign-in/screens"));
export const practice = part(() => import("../practice/practice"));
