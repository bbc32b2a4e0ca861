import { at, type OrganiserApi } from "../api";
import type { Decision, Kind, Matter, Note, Quality } from "./types";

export const qualityApi = ({ send }: OrganiserApi) => ({
  look: (kind: Kind | null) => send<Quality>("GET", at("quality") + (kind ? `?kind=${kind}` : "")),
  /** `household`: the one that is given a number, or that stays where two become one. */
  decide: (id: string, decision: Decision, household: string | null) =>
    send<{ item: Matter }>("POST", at("quality", id), {
      decision,
      ...(household ? { household } : {}),
    }),
  notes: () => send<{ notes: Note[] }>("GET", at("notes")),
  banks: () => send<{ banks: { id: string; name: string }[] }>("GET", at("banks")),
});
