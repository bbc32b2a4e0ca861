// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import { memoryStorage } from "../src/outbox/storage";
import { makeSignIn } from "../src/sign-in/actions";
import { keptDrafts } from "../src/store/drafts";
import { calling, ownDevice, wait } from "./at-the-page";
import { fakeApi } from "./fake-api";

ownDevice();

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

describe("when something goes wrong", () => {
  it("what was typed stays in the tab until what was saved is stored on the device", async () => {
    const storage = memoryStorage();
    let store = () => {};
    const { page, server } = await calling(fakeApi(9), {
      read: storage.read,
      change: async (edit) => {
        await new Promise<void>((resolve) => {
          store = resolve;
        });
        await storage.change(edit);
      },
    });
    page.note("half way");
    page.notReached("busy");
    await wait();
    expect(keptDrafts()).toEqual(["claim-1"]);
    expect(server.sent).not.toContain("respond");
    store();
    await wait();
    expect(keptDrafts()).toEqual([]);
    expect(server.sent).toContain("respond");
  });

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
