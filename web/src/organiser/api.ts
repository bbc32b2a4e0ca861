import type { Api } from "../api/client";
import type { Job } from "./types";

const ROOT = "/api/organiser";

/** The address of a route below /api/organiser; each part is encoded. */
export const at = (...parts: string[]) => [ROOT, ...parts.map(encodeURIComponent)].join("/");

/** The requests that all organiser screens share; a screen's own stand in its folder. */
export function organiserApi({ send }: Pick<Api, "send">) {
  return {
    send,
    job: (id: string) => send<{ job: Job }>("GET", at("jobs", id)),
    startJob: (id: string) => send<{ job: Job }>("POST", `${at("jobs", id)}/start`),
  };
}

export type OrganiserApi = ReturnType<typeof organiserApi>;
