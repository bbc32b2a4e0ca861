import { words } from "../strings";
import type { MailTrouble } from "./types";

/** What became of mail to somebody, and what to do about it. */
export function mailWord({ what, lasting }: MailTrouble): string {
  const w = words.volunteers.mail;
  if (what === "bounced") return lasting ? w.bounced : w.bouncedOnce;
  return w[what];
}
