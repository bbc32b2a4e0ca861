import { at, type OrganiserApi } from "../api";
import type { NewVolunteer } from "./parse";
import type { Added, HandedCode, JoinLink, Role, Volunteer, Volunteers } from "./types";

/** At most this many new volunteers go in one request. */
export const MOST_AT_ONCE = 200;

export const volunteersApi = ({ send }: OrganiserApi) => ({
  list: () => send<Volunteers>("GET", at("volunteers")),
  add: (volunteers: NewVolunteer[]) => send<Added>("POST", at("volunteers"), { volunteers }),
  change: (id: string, change: { name?: string; role?: Role; active?: boolean }) =>
    send<{ volunteer: Volunteer }>("PUT", at("volunteers", id), change),
  remove: (id: string) => send<unknown>("DELETE", at("volunteers", id)),
  handOut: (id: string) => send<HandedCode>("POST", at("volunteers", id, "code")),
  letMail: (id: string) => send<unknown>("DELETE", at("volunteers", id, "mail")),
  sendAway: (id: string) => send<unknown>("DELETE", at("waiting", id)),
  /** The link before ends. `until`: ISO 8601; without it, for as long as the campaign goes on. */
  newLink: (until: string | null) =>
    send<{ join: JoinLink }>("POST", at("join"), until ? { until } : {}),
  endLink: () => send<unknown>("DELETE", at("join")),
});
