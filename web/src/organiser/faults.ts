import { ApiError } from "../api/client";
import { words } from "./strings";

/** What went wrong, in the organiser's words; the server's own where there are none for it. */
export function faultWord(error: unknown): string {
  if (!(error instanceof ApiError)) return words.faults.offline;
  const known: Partial<Record<string, string>> = words.faults;
  return known[error.code] ?? (error.status < 500 ? error.message : words.faults.server);
}
