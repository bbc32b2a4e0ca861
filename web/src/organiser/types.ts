/**
 * What the organisers' API says, as types. Times are ISO 8601 in UTC ending in Z, sizes are bytes.
 * contract.ts holds them against those generated from the server's code.
 */

/** Somebody who did something, as it is shown. */
export interface Who {
  id: string;
  name: string;
}

/** Long work of the server's: asked for, then watched. */
export interface Job {
  id: string;
  kind: string;
  state: "waiting" | "running" | "done" | "failed";
  done: number;
  total: number;
  result: Record<string, unknown>;
  error: { code: string; message: string } | null;
  created_at: string;
  finished_at: string | null;
}
