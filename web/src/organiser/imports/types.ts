import type { Who } from "../types";

export type ImportState =
  | "uploading"
  | "checking"
  | "checked"
  | "reading"
  | "writing"
  | "done"
  | "failed"
  | "undoing"
  | "undone";

/** What an import found and did, or would do: people, households, numbers, rows. */
export type ImportCounts = Partial<Record<CountName, number>>;

export type CountName =
  | "rows"
  | "households"
  | "people"
  | "numbers"
  | "new"
  | "updated"
  | "unchanged"
  | "problems"
  | "shared_in_household"
  | "shared_across_households"
  | "cannot_vote"
  | "bad_numbers"
  | "no_number"
  | "suppressed"
  | "screening_old"
  | "unknown_electors";

export interface Import {
  id: string;
  bank: string | null;
  state: ImportState;
  files: { name: string; size: number }[];
  rows_read: number;
  rows_done: number;
  rows_total: number | null;
  counts: ImportCounts;
  /** Why it failed; in state done, why an undo was refused. */
  error: { code: string; message: string } | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  by: Who;
  can_undo: boolean;
}

export interface PreviewColumn {
  /** Its place in the file, from 0. */
  position: number;
  name: string;
  /** Empty: not used. */
  meaning: string;
  samples: string[];
}

export interface PreviewFile {
  name: string;
  rows: number;
  separator: string;
  encoding: string;
  columns: PreviewColumn[];
}

export interface Problem {
  file: string;
  line: number;
  code: string;
  reason: string;
  value: string;
}

/** What an import would do: nothing is written yet. */
export interface Preview {
  files: PreviewFile[];
  meanings: { meaning: string; label: string; several: boolean }[];
  /** Missing where the files can't be used as they are. */
  counts: ImportCounts | null;
  problems: Problem[];
  warnings: { code: string; message: string }[];
}

export interface Upload {
  name: string;
  url: string;
  method: "PUT";
  headers: Record<string, string>;
}

/** What an organiser says of a file: its columns by place, and its separator. Anything else is guessed. */
export interface Said {
  columns: Record<string, string>;
  separator?: string;
}
