import { at, type OrganiserApi } from "../api";
import type { Job } from "../types";
import type { Import, Preview, Said, Upload } from "./types";

export interface Found {
  import: Import;
  problems_url?: string | null;
  preview?: Preview | null;
}

/** The requests of imports. */
export function importsApi({ send }: Pick<OrganiserApi, "send">) {
  return {
    all: () => send<{ imports: Import[] }>("GET", at("imports")),
    one: (id: string) => send<Found>("GET", at("imports", id)),
    begin: (files: { name: string; size: number }[], bank: string) =>
      send<{ import: Import; uploads: Upload[] }>("POST", at("imports"), {
        files,
        ...(bank ? { bank } : {}),
      }),
    check: (id: string, files?: Said[]) =>
      send<{ import: Import }>("POST", at("imports", id, "check"), files ? { files } : {}),
    start: (id: string) => send<{ import: Import }>("POST", at("imports", id, "start")),
    undo: (id: string) => send<{ job: Job }>("POST", at("imports", id, "undo")),
    banks: () => send<{ banks: { id: string; name: string }[] }>("GET", at("banks")),
  };
}
