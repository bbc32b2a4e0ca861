import type { Script } from "../../api/types";
import { at, type OrganiserApi } from "../api";
import type { ScriptAnswer } from "./types";

type Written = Pick<Script, "title" | "blocks">;

/** The requests about a bank's script. */
export function scriptApi({ send }: OrganiserApi, bank: string) {
  const path = at("banks", bank, "script");
  return {
    get: () => send<ScriptAnswer>("GET", path),
    version: (n: number) => send<{ script: Script }>("GET", `${path}/${n}`),
    /** Saves a new version. `basedOn` is the one it was made from; 409 where it is not in use any more. */
    save: (script: Written, basedOn: number) =>
      send<{ script: Script }>("PUT", path, { ...script, based_on: basedOn }),
  };
}

export type ScriptApi = ReturnType<typeof scriptApi>;
