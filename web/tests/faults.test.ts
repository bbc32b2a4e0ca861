// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import type { ResponseBody } from "../src/api/types";
import { newDraft, setOutcome, setSpeaking } from "../src/call/draft";
import { reachedResponse } from "../src/call/response";
import { pages } from "../src/views/parts";
import { calling, ownDevice, wait } from "./at-the-page";
import { aBank, aClaim } from "./builders";
import { fakeApi } from "./fake-api";

/** Sequences that once lost a call, showed a household again, or left the page waiting for ever. */

ownDevice();

const inbound = (change = {}) => aClaim({ id: "inbound", ringing_back: "n-landline", ...change });

describe("what was saved is not lost", () => {
  it("when it is saved again after it was refused", async () => {
    const { page, server, storage } = await calling();
    server.trouble.before = new ApiError(422, "answer_invalid", "Not an option.");
    page.notReached("not_home");
    await wait(100);
    server.trouble.before = null;
    await wait(20_000);
    page.skip("not_now");
    await wait();
    expect(page.shown()?.id).toBe("claim-1");
    page.outcome("priya", "do_not_call");
    page.save();
    await wait();
    expect(server.calls.get("claim-1")?.outcome).toBe("do_not_call");
    expect(page.state().outbox.refused).toEqual([]);
    expect(await storage.read()).toEqual([]);
  });

  it("when the page comes back with a network while it still waits to be sent: nobody is shown again", async () => {
    const first = await calling();
    first.server.trouble.before = new NetworkError("offline");
    first.page.notReached("not_home");
    await wait();
    first.page.leave();
    first.server.trouble.before = null;
    first.server.sent.length = 0;
    const second = await calling(first.server, first.storage);
    const asked = first.server.sent.indexOf("next");
    expect(asked === -1 || first.server.sent.indexOf("respond") < asked).toBe(true);
    expect([second.shown(), second.page.state().flow?.deck?.id]).not.toContain("claim-1");
    expect(first.server.calls.get("claim-1")?.outcome).toBe("not_home");
  });

  it("nor left out of today's count while it still waits to be sent", async () => {
    const first = await calling();
    first.server.trouble.before = new NetworkError("offline");
    first.page.answer("priya", "support", "yes");
    first.page.save();
    await wait();
    first.server.trouble.before = null;
    const second = await calling(first.server, first.storage);
    expect(second.page.state().today).toEqual({ calls: 1, conversations: 1 });
  });

  it("by a skip that is one too many: what comes after it is sent", async () => {
    const { page, server } = await calling();
    const skip = vi.spyOn(server.api, "skip");
    skip.mockRejectedValue(new ApiError(429, "skips_an_hour", "Enough.", null, 1_800));
    page.skip("other");
    await wait();
    page.notReached("busy");
    await wait();
    expect(server.calls.get("claim-2")?.outcome).toBe("busy");
    expect(server.claims.has("claim-1")).toBe(false);
    expect(page.state().outbox).toMatchObject({ waiting: 0, stuck: false });
  });

  it("when a stranger answers and tells of somebody else: the wrong number is still said of the person", () => {
    const claim = aClaim();
    let draft = setSpeaking(newDraft(claim), "not-listed");
    draft = setOutcome(draft, "priya", "wrong_number");
    draft = setOutcome(draft, "robin", "refused");
    const body: ResponseBody = reachedResponse(claim, draft);
    expect(body.outcome).toBe("wrong_number");
    expect(body.people.map((one) => [one.person, one.outcome])).toEqual([
      ["priya", "wrong_number"],
      ["robin", "refused"],
    ]);
  });

  it("when the lease ended while the page was away: what was entered can be recorded still", async () => {
    const first = await calling();
    first.page.outcome("priya", "do_not_call");
    first.server.claims.clear();
    first.server.routes.set("GET /api/my/calls/claim-1", { call: null, claim: aClaim() });
    const second = await calling(first.server);
    await wait();
    expect(second.shown()).toBe("claim-1");
    expect(second.page.state().flow?.lost).toBe("claim-1");
    second.page.save();
    await wait();
    expect(first.server.calls.get("claim-1")?.outcome).toBe("do_not_call");
  });
});

describe("a household that waits behind one that rings back", () => {
  async function parked() {
    const opened = await calling();
    const { page, server } = opened;
    page.note("they said to ring again");
    void page.clearDeck();
    await wait();
    server.claims.set("inbound", inbound());
    await page.take(inbound());
    await wait();
    expect(page.state().flow).toMatchObject({
      current: { id: "inbound" },
      deck: { id: "claim-1" },
    });
    return opened;
  }

  it("does not go back when the page is closed, nor for anything else that wants room", async () => {
    const { page, server } = await parked();
    page.leave();
    void page.clearDeck();
    await wait();
    expect(server.claims.has("claim-1")).toBe(true);
    page.notReached("not_home");
    expect(page.shown()?.id).toBe("claim-1");
    expect(page.state().draft?.note).toBe("they said to ring again");
  });

  it("is asked about before a break", async () => {
    const { page } = await parked();
    void page.takeBreak();
    await wait();
    expect(page.state().sheet).toBe("leave");
  });

  it("comes second after a reload too", async () => {
    const { server } = await parked();
    const second = await calling(server);
    expect(second.shown()).toBe("inbound");
    expect(second.page.state().flow).toMatchObject({ deck: { id: "claim-1" }, parked: true });
  });

  it("goes on in its own bank when the one that rang was of another", async () => {
    const { page, server, shown } = await calling();
    void page.clearDeck();
    await wait();
    server.claims.set("inbound", inbound({ bank: "bank-2" }));
    await page.take(inbound({ bank: "bank-2" }));
    await wait();
    const respond = vi.spyOn(server.api, "respond");
    page.notReached("not_home");
    await wait();
    expect(respond.mock.calls[0]?.[1].want_next).toBe(false);
    expect(shown()).toBe("claim-1");
    page.notReached("busy");
    await wait();
    expect(shown()).toBeDefined();
    expect(page.state().flow?.bank).toBe("bank-1");
    expect(page.state().flow?.asking).toBe(false);
  });
});

describe("the page does not wait for ever", () => {
  it("when what was saved arrived and no next household could be had", async () => {
    const { page, server, shown } = await calling();
    const respond = vi.spyOn(server.api, "respond");
    const error = { code: "claims_an_hour", message: "Enough.", details: { retry_after: 60 } };
    respond.mockResolvedValueOnce({ call: {} as never, next: { claim: null, error } });
    page.notReached("not_home");
    await wait();
    expect(shown()).toBe("claim-2");
    expect(page.state().flow?.ending?.reason).toBe("problem");
    server.claims.delete("claim-1");
    await wait(61_000);
    expect(page.state().flow?.deck?.id).toBe("claim-3");
  });

  it("when the server hands out what is closed here: it is not asked again at once", async () => {
    const { page, server } = await calling();
    page.notReached("not_home");
    await wait();
    const next = vi.spyOn(server.api, "next");
    next.mockResolvedValue({ claim: aClaim({ id: "claim-1" }) });
    void page.clearDeck();
    await wait();
    await page.queue.askNext();
    await wait(10_000);
    expect(next.mock.calls.length).toBeLessThan(3);
  });

  it("when another bank is chosen: it asks once the households are back", async () => {
    const server = fakeApi(9);
    server.banks.push(aBank({ id: "bank-2" }));
    const { page } = await calling(server);
    page.choose("bank-1");
    await wait();
    server.sent.length = 0;
    page.choose("bank-2");
    await wait();
    expect(server.sent.slice(0, 3)).toEqual(["release", "release", "next"]);
    expect(page.shown()).not.toBeNull();
  });

  it("and a break with calling again at once shows nothing that is on its way back", async () => {
    const { page, server, shown } = await calling();
    void page.takeBreak();
    await Promise.resolve();
    page.home();
    await wait(2_000);
    expect(["claim-1", "claim-2"]).not.toContain(shown());
    expect(server.claims.has(shown() ?? "")).toBe(true);
  });

  it("nor does a household that was just saved come back with a list that is older", async () => {
    const { page, server, shown } = await calling();
    const claims = vi.spyOn(server.api, "claims");
    claims.mockImplementationOnce(async () => {
      const old = [...server.claims.values()];
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { claims: old };
    });
    void pages.now?.takeUp(page.queue, "bank-1");
    page.notReached("not_home");
    await wait();
    expect(shown()).toBe("claim-2");
    expect(page.state().flow?.closed).toContain("claim-1");
  });
});

describe("a lease that ends on a page that is left open", () => {
  const soon = () => new Date(Date.now() + 30 * 60_000).toISOString();

  async function leftOpen(touched: boolean) {
    const opened = await calling();
    const { page } = opened;
    const { flow } = page.state();
    if (!flow?.current) throw new Error("no household");
    if (touched) page.note("half way");
    page.queue.put({ ...flow, current: { ...flow.current, until: soon() } });
    await wait(31 * 60_000);
    return opened;
  }

  it("takes the number off the screen, and gives the household back", async () => {
    const { page, server } = await leftOpen(false);
    expect(page.state().flow?.lost).toBe("claim-1");
    expect(server.claims.size).toBe(0);
  });

  it("is renewed where something is entered", async () => {
    const { page, server } = await leftOpen(true);
    expect(server.sent).toContain("renew");
    expect(page.state().flow?.lost).toBeNull();
  });

  it("without a network nothing can be renewed: the number goes, what is entered stays", async () => {
    const opened = await calling();
    opened.server.trouble.before = new NetworkError("offline");
    const { page } = opened;
    const { flow } = page.state();
    if (!flow?.current) throw new Error("no household");
    page.note("half way");
    page.queue.put({ ...flow, current: { ...flow.current, until: soon() } });
    await wait(31 * 60_000);
    expect(page.state().flow?.lost).toBe("claim-1");
    expect(page.state().draft?.note).toBe("half way");
  });
});

describe("signing out", () => {
  it("asks before something that was entered is lost", async () => {
    const { page } = await calling();
    page.note("half way");
    void page.signOut();
    await wait();
    expect(page.state().sheet).toBe("leave");
  });

  it("that fails half way shows nothing that has gone back already", async () => {
    const { page, server } = await calling();
    vi.spyOn(server.api, "signOut").mockRejectedValueOnce(new ApiError(503, "try_again", "Busy."));
    void page.signOut();
    await wait();
    expect(page.state().screen).toEqual({ name: "problem", why: "server" });
    void page.start();
    await wait();
    expect(["claim-1", "claim-2"]).not.toContain(page.shown()?.id);
  });
});
