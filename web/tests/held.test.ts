// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { NetworkError } from "../src/api/client";
import { newDraft } from "../src/call/draft";
import { createController } from "../src/store/controller";
import { calling, ownDevice, wait } from "./at-the-page";
import { aBank, aClaim } from "./builders";
import { fakeApi } from "./fake-api";

ownDevice();

describe("what is held", () => {
  it("is looked at when the page is seen again: a household on deck that may not be rung is replaced", async () => {
    const { page, server, shown } = await calling();
    server.suppress("claim-2");
    await wait(181_000);
    page.seen();
    await wait();
    expect(shown()).toBe("claim-1");
    expect(page.state().flow?.deck?.id).toBe("claim-3");
    expect(server.claims.has("claim-2")).toBe(false);
  });

  it("that may not be rung goes away with the answer that says so, before anybody can have dialled", async () => {
    const { page, server, shown } = await calling();
    server.suppress("claim-2");
    page.notReached("not_home");
    expect(shown()).toBe("claim-2");
    await wait();
    expect(shown()).toBe("claim-3");
    expect(page.state().status).toContain("not to be rung any more");
    expect(server.calls.size).toBe(1);
    expect([...server.claims.keys()]).toEqual(["claim-3", "claim-4"]);
  });

  it("that may have been rung stays, so that what came of it can be recorded", async () => {
    const { page, server, shown } = await calling();
    await wait(181_000);
    server.suppress("claim-1");
    page.openSheet("not-reached");
    await wait();
    expect(shown()).toBe("claim-1");
    expect(page.state().flow?.lost).toBe("claim-1");
    page.notReached("not_home");
    await wait();
    expect(server.calls.get("claim-1")?.outcome).toBe("not_home");
  });

  it("on deck goes back when the page is closed, and a reloaded page does not count on it", async () => {
    const first = await calling();
    first.server.trouble.before = new NetworkError("closing");
    first.page.leave();
    await wait();
    first.server.trouble.before = null;
    const second = await calling(first.server);
    expect(second.shown()).toBe("claim-1");
    expect(first.server.sent.filter((name) => name === "release")).toHaveLength(1);
    // The server was not reached: it gives the same household again, which is no second claim.
    expect(second.page.state().flow?.deck?.id).toBe("claim-2");
  });

  it("goes back at once when the volunteer signs out", async () => {
    const { page, server } = await calling();
    void page.signOut();
    await wait();
    expect(server.claims.size).toBe(0);
    expect(server.sent.slice(-3)).toEqual(["release", "release", "signOut"]);
    expect(page.state().screen.name).toBe("sign-in");
  });
});

describe("a household that rings back", () => {
  it("comes at once; the one on the screen waits on deck with what was typed", async () => {
    const { page, shown } = await calling();
    page.note("half way");
    void page.clearDeck();
    await wait();
    await page.take(aClaim({ id: "inbound", ringing_back: "n-landline" }));
    await wait();
    expect(shown()).toBe("inbound");
    expect(page.state().flow?.deck?.id).toBe("claim-1");
    page.answer("priya", "support", "yes");
    page.save();
    expect(shown()).toBe("claim-1");
    expect(page.state().draft?.note).toBe("half way");
  });
});

describe("a call of the list that is changed", () => {
  it("is shown over the household on the screen, and leads back to the list", async () => {
    const { page, shown, server } = await calling();
    const claim = aClaim({ id: "earlier" });
    const draft = { ...newDraft(claim), note: "as it was" };
    const saved = {
      claim,
      draft,
      outcome: "not_home",
      talks: 0,
      at: "2027-01-15T14:10:00Z",
    } as const;
    await page.correct({ ...saved, listed: true });
    expect(shown()).toBe("earlier");
    await wait();
    page.notReached("busy");
    await wait();
    expect(page.state().screen.name).toBe("my-calls");
    expect(shown()).toBe("claim-1");
    expect(server.calls.get("earlier")).toMatchObject({ outcome: "busy", version: 2 });
  });

  it("from a break claims nobody", async () => {
    const { page, server } = await calling();
    void page.takeBreak(true);
    await wait();
    await wait();
    const claim = aClaim({ id: "earlier" });
    const saved = { claim, draft: newDraft(claim), outcome: "not_home", talks: 0, at: "" } as const;
    await page.correct({ ...saved, listed: true });
    await wait();
    page.stopChanging();
    await wait();
    expect(page.state().screen.name).toBe("my-calls");
    expect(page.state().flow).toBeNull();
    expect(server.claims.size).toBe(0);
  });
});

describe("the way through the screens", () => {
  it("shows a bank's briefing once on a device", async () => {
    const { page, server, storage } = await calling();
    localStorage.clear();
    void page.takeBreak(true);
    await wait();
    await wait();
    page.home();
    expect(page.state().screen.name).toBe("briefing");
    expect(page.shown()).toBeNull();
    page.call();
    await wait();
    expect(page.shown()?.id).toBe("claim-3");
    void page.takeBreak(true);
    await wait();
    const again = createController(() => undefined, server.api, storage);
    history.replaceState(null, "", "/");
    void again.start({ kind: "home" });
    await wait();
    expect(again.state().screen.name).toBe("call");
  });

  it("goes back by the browser's button without giving anything up", async () => {
    const { page, shown, server } = await calling();
    page.note("half way");
    page.open("my-calls");
    expect(location.pathname).toBe("/my-calls");
    history.replaceState(null, "", "/call");
    page.arrive();
    expect(page.state().screen.name).toBe("call");
    expect(shown()).toBe("claim-1");
    expect(page.state().draft?.note).toBe("half way");
    expect(server.claims.size).toBe(2);
  });

  it("lets choose among several banks, and gives back what is held of the other one", async () => {
    const server = fakeApi();
    server.banks.push(aBank({ id: "bank-2" }));
    const { page } = await calling(server);
    expect(page.state().screen.name).toBe("banks");
    page.choose("bank-1");
    await wait();
    expect(server.claims.size).toBe(2);
    page.choose("bank-2");
    page.call();
    await wait();
    expect(page.state().flow?.bank).toBe("bank-2");
    expect(server.sent.filter((name) => name === "release")).toHaveLength(2);
  });
});
