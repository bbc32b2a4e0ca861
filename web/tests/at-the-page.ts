import { afterEach, beforeEach, vi } from "vitest";
import { memoryStorage } from "../src/outbox/storage";
import { createController } from "../src/store/controller";
import { pages } from "../src/views/parts";
import { fakeApi } from "./fake-api";

/** Lets the page's own time go by, milliseconds. */
export const wait = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);

/** Each test has a device of its own, and a clock that only `wait` moves. */
export function ownDevice(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    localStorage.clear();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** The page of somebody who has seen the banks' briefings. */
export async function calling(server = fakeApi(9), storage = memoryStorage()) {
  localStorage.setItem("ringround.briefed", JSON.stringify(["sam bank-1", "sam bank-2"]));
  history.replaceState(null, "", "/");
  const page = createController(() => undefined, server.api, storage);
  await pages.load();
  void page.start({ kind: "home" });
  await wait();
  return { server, storage, page, shown: () => page.shown()?.id };
}
