import type { Who } from "../types";

/** One act of an organiser: `details` are counts and the like, never anything about a voter. */
export interface AuditEntry {
  id: string;
  at: string;
  who: Who;
  act: string;
  /** What it was done to: the id of a bank, a volunteer, an import, an export. */
  subject: string;
  details: Record<string, unknown>;
}
