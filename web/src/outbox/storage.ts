import { createStore, get, update } from "idb-keyval";
import type { ResponseBody, SkipReason } from "../api/types";

/**
 * One thing that was saved and that the server does not have yet. It holds ids, the outcome and the
 * answers, no names, addresses or numbers. A note is free text, and so may name somebody: it leaves
 * the device with the response, and the entry is deleted as soon as the server has it.
 */
export interface Entry {
  id: string;
  /** The volunteer's id: another one who signs in on this device does not send it. */
  caller: string;
  claim: string;
  /** The bank that the claim is of: the next household is asked for where the volunteer still calls for it. */
  bank?: string;
  /** ISO 8601, when it was saved here. */
  at: string;
  what:
    | { kind: "response"; body: ResponseBody }
    | { kind: "correction"; body: ResponseBody }
    | { kind: "skip"; reason: SkipReason; note?: string | undefined };
  /** Set when the server refused it for good. */
  refused?: { code: string; message: string };
}

/**
 * Where entries are kept, oldest first. `change` is atomic, also between tabs, and true where a page that is closed
 * loses the change.
 */
export interface OutboxStorage {
  read(): Promise<Entry[]>;
  change(edit: (entries: Entry[]) => Entry[]): Promise<unknown>;
}

const JOTTED = "ringround.saving.";

/**
 * Writes an entry down there and then, for the moment until it is stored: a page that is closed takes with it what its
 * database has only begun. Where there is no room left, nothing is written.
 */
export function jot(entry: Entry): void {
  try {
    localStorage.setItem(JOTTED + entry.id, JSON.stringify(entry));
  } catch {}
}

/** It is stored: the jotting has done its work. */
export function rub(id: string): void {
  localStorage.removeItem(JOTTED + id);
}

/** What a page that was closed in such a moment left behind. */
export function jotted(): Entry[] {
  // Another tab may rub it out in between.
  return Object.keys(localStorage).flatMap(
    (key) => JSON.parse((key.startsWith(JOTTED) && localStorage[key]) || "[]") as Entry | [],
  );
}

export function memoryStorage(): OutboxStorage {
  let entries: Entry[] = [];
  return {
    read: async () => entries,
    change: async (edit) => {
      entries = edit(entries);
    },
  };
}

/** IndexedDB; where a browser refuses it (some private windows), memory. */
export function deviceStorage(): OutboxStorage {
  const spare = memoryStorage();
  let useSpare = false;
  // Opens nothing before somebody asks.
  const store = createStore("ringround", "outbox");
  return {
    async read() {
      try {
        if (!useSpare) return (await get<Entry[]>("entries", store)) ?? [];
      } catch {
        useSpare = true;
      }
      return spare.read();
    },
    async change(edit) {
      try {
        if (!useSpare) return await update<Entry[]>("entries", (old) => edit(old ?? []), store);
      } catch {
        useSpare = true;
      }
      await spare.change(edit);
      return true;
    },
  };
}
