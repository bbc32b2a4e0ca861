import type { Hours } from "../../api/types";
import type { Job, Who } from "../types";

/** What an organiser may set for the whole campaign. */
export interface Settings {
  name: string;
  party: string;
  imprint: string;
  privacy_contact: string;
  /** Colours as #rrggbb. */
  brand: string;
  on_brand: string;
  default_hours: Hours;
  /** YYYY-MM-DD */
  poll_date: string | null;
  /** When volunteers' access ends. */
  ends_at: string | null;
  /** A data URI. */
  logo: string | null;
}

/** What is left of a campaign when its data is gone. */
export interface Certificate {
  campaign?: string;
  counts?: Record<string, number>;
  [fact: string]: unknown;
}

/** The last export: checked against the table once it is made. */
export interface LastExport {
  id: string;
  state: Job["state"];
  /** Rows of each of its files. */
  rows: Record<string, number>;
  calls: number | null;
  people: number | null;
  fetched_at: string | null;
  fetched_by: Who | null;
}

export interface Closing {
  state: "open" | "closing" | "ready" | "destroying" | "destroyed";
  asked_by: Who | null;
  asked_at: string | null;
  /** When the one who asked may destroy alone. */
  may_destroy_at: string | null;
  export: LastExport | null;
  unexported: { calls: number };
  /** What is being done: the export, or the destruction. */
  job: Job | null;
  certificate: Certificate | null;
}
