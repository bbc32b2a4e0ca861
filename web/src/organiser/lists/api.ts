import { at, type OrganiserApi } from "../api";
import type { Job } from "../types";
import type {
  ScreenedAnswer,
  Screening,
  SuppressionAnswer,
  SuppressionReason,
  VotedAnswer,
} from "./types";

export const listsApi = ({ send }: OrganiserApi) => ({
  /** `voted` false takes the mark away; `prefix` is put before numbers that are typed without one. */
  voted: (electors: string[], prefix: string, voted: boolean) =>
    send<VotedAnswer>("POST", at("voted"), { electors, voted, ...(prefix ? { prefix } : {}) }),
  suppress: (numbers: string[], reason: SuppressionReason) =>
    send<SuppressionAnswer>("POST", at("suppression"), { numbers, reason }),
  /** Takes back a number that was suppressed by a slip. */
  lift: (number: string, reason: SuppressionReason) =>
    send<{ number_display: string; still_suppressed: boolean }>("POST", at("suppression", "lift"), {
      number,
      reason,
    }),
  screening: () => send<Screening>("GET", at("screening")),
  screened: (numbers: string[], screened_on: string) =>
    send<ScreenedAnswer>("POST", at("screening"), { screened_on, numbers }),
  /** Counts anew how old the screening is. */
  countScreening: () => send<{ job: Job }>("POST", at("screening", "count")),
  allScreened: (screened_on: string) =>
    send<{ job: Job }>("POST", at("screening"), { screened_on, all: true }),
});
