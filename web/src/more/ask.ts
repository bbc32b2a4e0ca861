import { ApiError } from "../api/client";
import type { Controller } from "../store/controller";
import { refusalWord, t } from "../strings";
import type { More } from "./state";

export function setMore({ store }: Controller, change: Partial<More>): void {
  store.set({ more: { ...store.state.more, ...change } });
}

/** What went wrong, in the reader's words. */
export function wordFor(error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.offline;
  return refusalWord(error.code, error.status < 500 ? error.message : t.errors.server);
}

/**
 * Does something that needs the server; undefined where it failed. A session that has ended asks to sign
 * in again; every other fault is handed to `failed` in words.
 */
export async function ask<T>(
  on: Controller,
  work: () => Promise<T>,
  failed: (why: string, error: unknown) => void,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    failed(wordFor(error), error);
    if (error instanceof ApiError && error.status === 401) on.signedOut();
    return undefined;
  }
}
