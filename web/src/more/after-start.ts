import type { Controller } from "../store/controller";
import { seenAgain } from "./call-backs";
import { lookWhetherClosed } from "./closed";

/** What begins once the first screen is there. My call-backs are looked up when the page is seen again. */
export function afterStart(on: Controller): void {
  void lookWhetherClosed(on);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    void seenAgain(on);
    // Timers stood still meanwhile: what has become due is shown now.
    on.store.set({});
  });
}
