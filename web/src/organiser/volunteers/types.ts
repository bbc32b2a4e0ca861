import type { Caller } from "../../api/types";

export type Role = Caller["role"];

/** Something odd about somebody's calls: a reason to look, no proof. `message` is the server's sentence. */
export interface Flag {
  code: string;
  message: string;
  value: number;
  /** The UK day that it was found on, YYYY-MM-DD. */
  day: string;
}

/** What became of mail to somebody; `lasting`: none is sent any more until an organiser says so. */
export interface MailTrouble {
  what: "bounced" | "complained" | "delayed";
  at: string;
  lasting: boolean;
}

/** Somebody who asked for a code that no mail brings; `known`: they are on the list already. */
export interface Waiting {
  id: string;
  name: string;
  email: string;
  since: string;
  known: boolean;
}

/** A sign-in code to pass on, shown once; `link` fills it in. */
export interface HandedCode {
  code: string;
  link: string;
  until: string;
}

export interface Volunteer {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  joined_at: string | null;
  last_seen_at: string | null;
  calls: number;
  conversations: number;
  today: { calls: number; conversations: number };
  flags: Flag[];
  /** Households in their hands now. */
  holding: number;
  mail: MailTrouble | null;
}

/** The link with which people join by themselves. */
export interface JoinLink {
  url: string;
  code: string;
  until: string | null;
  open: boolean;
}

export interface Volunteers {
  volunteers: Volunteer[];
  join: JoinLink | null;
  /** Who waits the longest comes first. */
  waiting: Waiting[];
}

/** What became of a list of new volunteers. */
export interface Added {
  added: number;
  known: number;
  refused: { email: string; reason: "email_invalid" | "twice" | "role_not_allowed" | "removed" }[];
}
