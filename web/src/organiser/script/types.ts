import type { Script } from "../../api/types";
import type { Who } from "../types";

/** One saved version of a script. */
export interface Version {
  version: number;
  title: string;
  created_at: string | null;
  by: Who | null;
  calls: number;
}

/** A bank's script in use. `answers`: those given with the present version. */
export interface ScriptAnswer {
  script: Script;
  answers: number;
  versions: Version[];
  merge_fields: { name: string; example: string }[];
}
