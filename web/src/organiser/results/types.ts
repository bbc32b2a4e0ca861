import type { Outcome } from "../../api/types";
import type { Who } from "../types";

export interface OptionCount {
  option: string;
  label: string;
  count: number;
}

/** The answers to a question as one version of a bank's script words it; free text is not counted. */
export interface QuestionCount {
  bank: string;
  version: number;
  question: string;
  label: string;
  kind: "single" | "several" | "text";
  options: OptionCount[];
}

/** What was recorded from one UK day to another, both included. */
export interface Results {
  from: string;
  to: string;
  calls: number;
  conversations: number;
  reached: number;
  outcomes: { outcome: Outcome; calls: number; people: number }[];
  questions: QuestionCount[];
  days: { day: string; calls: number; conversations: number }[];
}

export type ExportKind = "attempts" | "latest" | "van" | "register" | "numbers";

export interface Export {
  id: string;
  kind: ExportKind;
  bank: string | null;
  state: "waiting" | "running" | "done" | "failed";
  rows: number | null;
  by: Who;
  created_at: string;
  finished_at: string | null;
  /** Only what was recorded or corrected after it is in the file. */
  since: string | null;
  done: number;
  total: number;
  error: { code: string; message: string } | null;
}
