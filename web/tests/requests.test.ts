// @vitest-environment jsdom
import { expect, it } from "vitest";
import { afterStart } from "../src/more/after-start";
import { calling, ownDevice, wait } from "./at-the-page";
import { fakeApi } from "./fake-api";

ownDevice();

const CALLS = 30;
const CALL_MS = 90_000;

/** The dialler was in front of the page, which is seen again. */
function comeBack(page: { seen(): void }): void {
  page.seen();
  document.dispatchEvent(new Event("visibilitychange"));
}

/** What a shift asks of the server. Each request costs money: one more for each call is seen here. */
it("a shift of thirty calls asks for what it must, and for nothing twice", async () => {
  const server = fakeApi(CALLS + 5);
  server.routes.set("GET /api/my/callbacks", { call_backs: [] });
  const { page, sent } = { ...(await calling(server)), sent: server.sent };
  afterStart(page);
  for (let n = 0; n < CALLS; n += 1) {
    await wait(CALL_MS);
    comeBack(page);
    await wait();
    if (n % 5 === 4) {
      page.outcome("priya", "refused");
      page.save();
    } else {
      page.openSheet("not-reached");
      page.notReached("not_home");
    }
    await wait();
  }
  void page.takeBreak();
  await wait();
  const counted: Record<string, number> = {};
  for (const name of sent) counted[name] = (counted[name] ?? 0) + 1;
  expect(counted).toEqual({
    // The page is opened; and the figures of the evening at its end.
    start: 2,
    // The first household, and the one after it.
    next: 2,
    // Each brings the next household, and whether those in hand may still be rung.
    respond: CALLS,
    // What is in hand when the shift ends goes back.
    release: 2,
  });
});
