// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import { newDraft } from "../src/call/draft";
import { memoryStorage } from "../src/outbox/storage";
import { makeSignIn } from "../src/sign-in/actions";
import { createController } from "../src/store/controller";
import { pages } from "../src/views/parts";
import { aBank, aClaim } from "./builders";
import { fakeApi } from "./fake-api";

const wait = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The page of somebody who has seen the bank's briefing. */
async function calling(server = fakeApi(), storage = memoryStorage()) {
  localStorage.setItem("ringround.briefed", JSON.stringify(["sam bank-1"]));
  history.replaceState(null, "", "/");
  const page = createController(() => undefined, server.api, storage);
  await pages.load();
  void page.start({ kind: "home" });
  await wait();
  return { server, storage, page, shown: () => page.shown()?.id };
}

describe("an evening of calls", () => {
  it("begins in the only bank, with the next household on deck", async () => {
    const { page, shown, server } = await calling();
    expect(shown()).toBe("claim-1");
    expect(page.state().flow?.deck?.id).toBe("claim-2");
    expect(server.claims.size).toBe(2);
  });

  it("shows the next household at once when a call is saved; one request does both", async () => {
    const { page, shown, server } = await calling();
    server.sent.length = 0;
    page.notReached("not_home");
    expect(shown()).toBe("claim-2");
    await wait();
    expect(server.sent).toEqual(["respond"]);
    expect(page.state().flow?.deck?.id).toBe("claim-3");
    expect(server.calls.get("claim-1")).toMatchObject({
      outcome: "not_home",
      people: [],
      number: "n-landline",
    });
  });

  it("records one call for a double click", async () => {
    const { page, shown, server } = await calling();
    page.notReached("not_home");
    page.notReached("not_home");
    page.save();
    await wait();
    expect(shown()).toBe("claim-2");
    expect(server.calls.size).toBe(1);
    expect(page.state().problem).toBeNull();
  });

  it("records answers, and counts the conversation", async () => {
    const { page, server } = await calling();
    page.answer("priya", "support", "yes");
    page.save();
    await wait();
    expect(server.calls.get("claim-1")?.people).toEqual([
      { person: "priya", outcome: "answered", answers: { support: "yes" } },
    ]);
    expect(page.state().today).toEqual({ calls: 1, conversations: 1 });
  });

  it("does not save without an outcome", async () => {
    const { page, shown, server } = await calling();
    page.save();
    await wait();
    expect(page.state().problem).toEqual({ field: "outcome" });
    expect(shown()).toBe("claim-1");
    expect(server.calls.size).toBe(0);
  });

  it("goes to the end of the list, and says so", async () => {
    const { page, server, shown } = await calling(fakeApi(3));
    for (let n = 0; n < 3; n += 1) {
      page.notReached("busy");
      await wait();
    }
    expect(server.calls.size).toBe(3);
    expect(shown()).toBeUndefined();
    expect(page.state().flow?.ending?.reason).toBe("finished");
  });

  it("changes the last call, and comes back to the present one", async () => {
    const { page, shown, server } = await calling();
    page.notReached("not_home");
    await wait();
    page.change();
    expect(shown()).toBe("claim-1");
    await wait();
    page.outcome("priya", "refused");
    page.save();
    expect(shown()).toBe("claim-2");
    await wait();
    expect(server.calls.get("claim-1")).toMatchObject({ outcome: "refused", version: 2 });
    expect(page.state().today).toEqual({ calls: 1, conversations: 0 });
  });

  it("skips, and gives back what is held on a break", async () => {
    const { page, shown, server } = await calling();
    page.skip("know_them");
    await wait();
    expect(shown()).toBe("claim-2");
    void page.takeBreak();
    await wait();
    expect(page.state().screen.name).toBe("wrap-up");
    expect(server.claims.size).toBe(0);
    expect(server.calls.size).toBe(0);
  });

  it("asks before it leaves a call with something typed", async () => {
    const { page } = await calling();
    page.note("they were out");
    void page.takeBreak();
    await wait();
    expect(page.state().sheet).toBe("leave");
    expect(page.state().screen.name).toBe("call");
  });
});

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

describe("when something goes wrong", () => {
  it("an answer that was lost on the way is one call, and costs no household", async () => {
    const { page, server, shown } = await calling();
    server.trouble.after = new NetworkError("dropped");
    page.notReached("not_home");
    await wait(5_000);
    expect(server.sent.filter((name) => name === "respond")).toHaveLength(2);
    expect(server.calls.size).toBe(1);
    expect(shown()).toBe("claim-2");
    expect(page.state().flow?.deck?.id).toBe("claim-3");
    expect(server.claims.size).toBe(2);
  });

  it("without a network two more calls are kept, and sent when it is back", async () => {
    const { page, server, storage, shown } = await calling();
    server.trouble.before = new NetworkError("offline");
    page.notReached("not_home");
    await wait();
    page.notReached("busy");
    await wait();
    expect(shown()).toBeUndefined();
    expect(page.state().flow?.ending?.reason).toBe("offline");
    expect(page.state().outbox).toMatchObject({ waiting: 2, stuck: true });
    expect(JSON.stringify(await storage.read())).not.toMatch(/\+44|Priya|Mill Lane/);
    server.trouble.before = null;
    page.seen();
    await wait();
    expect([...server.calls.keys()]).toEqual(["claim-1", "claim-2"]);
    expect(shown()).toBe("claim-3");
  });

  it("a reload without a network loses nothing, and calls nobody again", async () => {
    const first = await calling();
    first.server.trouble.before = new NetworkError("offline");
    first.page.notReached("wrong_number");
    await wait();
    first.server.trouble.before = null;
    const second = await calling(first.server, first.storage);
    expect(first.server.calls.get("claim-1")).toMatchObject({
      outcome: "wrong_number",
      number: "n-landline",
    });
    expect(second.shown()).toBe("claim-2");
  });

  it("a reload without a network says what is kept here, and goes on by itself when it is back", async () => {
    const first = await calling();
    first.server.trouble.before = new NetworkError("offline");
    first.page.notReached("busy");
    await wait();
    const second = await calling(first.server, first.storage);
    expect(second.page.state().screen).toEqual({ name: "problem", why: "offline" });
    expect(second.page.state().outbox).toMatchObject({ waiting: 1, stuck: true });
    first.server.trouble.before = null;
    second.page.seen();
    await wait();
    expect(first.server.calls.get("claim-1")?.outcome).toBe("busy");
    expect(second.page.state().outbox).toMatchObject({ waiting: 0, stuck: false });
    expect(second.shown()).toBe("claim-2");
  });

  it("a draft survives a reload", async () => {
    const first = await calling();
    first.page.answer("priya", "support", "yes");
    first.page.note("half way");
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/\+44|Mill Lane/);
    const second = await calling(first.server);
    expect(second.shown()).toBe("claim-1");
    expect(second.page.state().draft).toMatchObject({
      note: "half way",
      number: "n-landline",
      people: { priya: { answers: { support: "yes" } } },
    });
  });

  it("a session that ended asks to sign in again, and goes on with what was typed", async () => {
    const { page, server, shown } = await calling();
    page.notReached("not_home");
    page.note("half way");
    server.endSession();
    await wait();
    expect(page.state().screen).toMatchObject({ name: "sign-in", again: true });
    const forms = makeSignIn(page);
    void forms.sendCode("sam@example.org");
    await wait();
    // Nobody is signed in for this fake's own routes; the code is taken as sent.
    page.store.set({
      screen: { name: "code", again: true, email: "sam@example.org", code: "" },
      busy: false,
    });
    void forms.enter("123 456");
    await wait(3_000);
    expect(page.state().screen.name).toBe("call");
    expect(shown()).toBe("claim-2");
    expect(page.state().draft?.note).toBe("half way");
    expect(server.calls.size).toBe(1);
  });

  it("a response that is refused for good is shown, and the household comes up again", async () => {
    const { page, server } = await calling();
    page.note("kept");
    server.trouble.before = new ApiError(422, "answer_invalid", "Not an option.");
    page.notReached("not_home");
    await wait(100);
    server.trouble.before = null;
    await wait(20_000);
    expect(page.state().outbox.refused[0]?.refused?.message).toBe("Not an option.");
    expect(page.state().flow?.deck?.id).toBe("claim-1");
    page.skip("not_now");
    await wait();
    expect(page.shown()?.id).toBe("claim-1");
    expect(page.state().draft?.note).toBe("kept");
  });

  it("a server that is busy is asked again after the time it names", async () => {
    const server = fakeApi();
    const { page, shown } = await calling(server);
    server.trouble.before = new ApiError(503, "try_again", "Busy.", null, 3);
    page.notReached("not_home");
    await wait();
    server.trouble.before = null;
    await wait(1_500);
    expect(server.calls.size).toBe(0);
    await wait(1_500);
    expect(server.calls.size).toBe(1);
    expect(shown()).toBe("claim-2");
  });
});
