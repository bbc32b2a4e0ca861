// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, clock } from "../src/api/client";
import type { CallBack, Claim } from "../src/api/types";
import { NO_CALL_BACK } from "../src/call/draft";
import { isFor, reminderOf, untilNextMoment } from "../src/more/reminders";
import { aBank, aClaim } from "./builders";
import { fakeApi } from "./fake-api";
import { aCallBack, all, heading, inADocument, openAt, press, text, wait } from "./mounted";

const at = (time: string) => new Date(`2027-02-10T${time}:00Z`);
const promised = (change: Partial<Claim> = {}) =>
  aClaim({ call_back: { at: "2027-02-10T18:30:00Z", person: "priya", note: null }, ...change });

describe("a reminder", () => {
  const one = aCallBack();
  it.each([
    ["18:29", null],
    ["18:30", "call-0 mine"],
    ["18:44", "call-0 mine"],
    ["18:45", "call-0 anyones"],
    ["18:59", "call-0 anyones"],
    ["19:00", null],
  ])("at %s is %s", (time, key) => {
    expect(reminderOf([one], at(time), [], [])?.key ?? null).toBe(key);
  });

  it("is the earliest that is still mine, before one that anyone may get", () => {
    const later = aCallBack({
      id: "call-9",
      at: "2027-02-10T18:44:00Z",
      mine_until: "2027-02-10T18:59:00Z",
    });
    expect(reminderOf([one, later], at("18:44"), [], [])?.key).toBe("call-0 mine");
    expect(reminderOf([one, later], at("18:50"), [], [])?.key).toBe("call-9 mine");
  });

  it("ends when its household is here, and when it is put off until something changes", () => {
    expect(reminderOf([one], at("18:31"), [promised()], [])).toBeNull();
    expect(reminderOf([one], at("18:31"), [], ["call-0 mine"])).toBeNull();
    expect(reminderOf([one], at("18:46"), [], ["call-0 mine"])?.anyones).toBe(true);
  });

  it("knows its household by bank, time and person", () => {
    expect(isFor(promised(), one)).toBe(true);
    expect(isFor(aClaim(), one)).toBe(false);
    expect(isFor(promised({ bank: "other" }), one)).toBe(false);
    expect(isFor(promised(), aCallBack({ person: "Somebody Else" }))).toBe(false);
    expect(isFor(promised(), aCallBack({ person: null }))).toBe(true);
    expect(isFor(promised(), aCallBack({ at: "2027-02-10T18:31:00Z" }))).toBe(false);
  });

  it("is looked at again at its next moment", () => {
    expect(untilNextMoment([one], at("18:20"))).toBe(10 * 60_000);
    expect(untilNextMoment([one], at("18:30"))).toBe(15 * 60_000);
    expect(untilNextMoment([one], at("18:45"))).toBe(15 * 60_000);
    expect(untilNextMoment([one], at("19:00"))).toBeNull();
  });
});

describe("on the page", () => {
  inADocument();
  beforeEach(() => {
    vi.setSystemTime(at("18:29"));
    clock.skew = 0;
  });
  afterEach(() => {
    clock.skew = 0;
  });
  const asked = (sent: string[]) => sent.filter((one) => one === "GET /api/my/callbacks").length;

  async function calling(callBacks: CallBack[] = [aCallBack()]) {
    const server = fakeApi();
    server.routes.set("GET /api/my/callbacks", { call_backs: callBacks });
    return openAt("", server, { callBacks });
  }

  it("comes by itself at its time, in a polite region that was there before", async () => {
    await calling();
    const [place] = all(".due-none [role=status]");
    expect(place?.textContent).toBe("");
    await wait(60_000);
    expect(place?.textContent).toBe("Your call-back to Priya Shah is due (18:30).");
    await wait(15 * 60_000);
    expect(place?.textContent).toContain("Anyone may get it now");
    await wait(15 * 60_000);
    expect(place?.textContent).toBe("");
  });

  it("can be put off, and says once more when anyone may get it", async () => {
    await calling();
    await wait(60_000);
    await press("Later");
    expect(text()).not.toContain("is due");
    expect(document.activeElement?.tagName).toBe("H1");
    await wait(15 * 60_000);
    expect(text()).toContain("Anyone may get it now");
  });

  it("gives the present household back for it where nothing was entered", async () => {
    const { page, server } = await calling();
    await wait(60_000);
    server.give(promised({ id: "claim-cb" }));
    server.sent.length = 0;
    await press("Ring now");
    expect(server.sent.slice(0, 3)).toEqual(["release", "release", "next"]);
    expect(page.shown()?.id).toBe("claim-cb");
    expect(text()).not.toContain("is due");
    expect(heading()).toBe("Priya Shah");
  });

  it("comes next where something was entered, and says so", async () => {
    const { page, server } = await calling();
    await wait(60_000);
    page.note("half way");
    server.give(promised({ id: "claim-cb" }));
    await press("Ring now");
    expect(page.shown()?.id).toBe("claim-1");
    expect(page.state().draft?.note).toBe("half way");
    expect(page.state().flow?.deck?.id).toBe("claim-cb");
    expect(text()).toContain("Save this call first: the call-back comes next.");
  });

  it("of another bank waits until what was entered is saved", async () => {
    const { page, server } = await calling([aCallBack({ bank: "bank-2" })]);
    server.banks.push(aBank({ id: "bank-2" }));
    await wait(60_000);
    page.note("half way");
    server.sent.length = 0;
    await press("Ring now");
    expect(text()).toContain("Save the call you are in first");
    expect(page.state().flow).toMatchObject({ bank: "bank-1", current: { id: "claim-1" } });
    expect(server.sent).toEqual([]);
  });

  it("of another bank goes there where nothing was entered", async () => {
    const { page, server } = await calling([aCallBack({ bank: "bank-2" })]);
    server.banks.push(aBank({ id: "bank-2" }));
    page.store.set({ banks: server.banks });
    await wait(60_000);
    server.give(promised({ id: "claim-cb", bank: "bank-2" }));
    await press("Ring now");
    expect(page.state()).toMatchObject({ chosen: "bank-2", flow: { bank: "bank-2" } });
    expect(page.shown()?.id).toBe("claim-cb");
  });

  it("begins calling from another screen", async () => {
    const { page, server } = await calling();
    void page.takeBreak();
    await wait();
    await wait(60_000);
    expect(page.state().screen.name).toBe("wrap-up");
    server.give(promised({ id: "claim-cb" }));
    await press("Ring now");
    expect(page.state().screen.name).toBe("call");
    expect(page.shown()?.id).toBe("claim-cb");
  });

  it("on the screen already is only gone back to, with what was typed", async () => {
    const { page, server } = await calling();
    server.give(promised({ id: "claim-cb" }));
    void page.takeBreak();
    await wait();
    page.home();
    await wait();
    page.note("half way");
    const before = page.state().draft;
    page.open("banks");
    await wait(60_000);
    server.sent.length = 0;
    await press("Ring now");
    expect(page.state()).toMatchObject({ screen: { name: "call" }, draft: before });
    expect(server.sent).toEqual([]);
  });

  it("is over once its call is saved, before the server says so", async () => {
    const { page, server } = await calling();
    server.give(promised({ id: "claim-cb" }));
    server.routes.set("GET /api/my/callbacks", { call_backs: [] });
    void page.takeBreak();
    await wait();
    page.home();
    await wait();
    expect(page.shown()?.id).toBe("claim-cb");
    page.notReached("not_home");
    await wait(10);
    expect(page.state().callBacks).toEqual([]);
  });

  it("asks for my call-backs after one was promised, once it has arrived, and no oftener than once a minute", async () => {
    const { page, server } = await calling([]);
    await wait(60_000);
    const promise = async () => {
      page.outcome("priya", "call_back");
      page.callBack({ ...NO_CALL_BACK, choice: "at", at: "2027-02-11T10:00:00Z", fault: null });
      page.save();
      await wait();
    };
    await promise();
    expect(asked(server.sent)).toBe(1);
    await promise();
    expect(asked(server.sent)).toBe(1);
    await wait(60_000);
    expect(asked(server.sent)).toBe(2);
    await wait(10 * 60_000);
    expect(asked(server.sent)).toBe(2);
  });

  it("does not ask for them after any other call", async () => {
    const { page, server } = await calling([]);
    await wait(60_000);
    page.notReached("not_home");
    await wait(3 * 60_000);
    expect(asked(server.sent)).toBe(0);
  });

  it("asks again when the page is seen again: each quarter of an hour, each minute while one is due", async () => {
    const { page, server } = await calling([]);
    const { pages } = await import("../src/views/parts");
    pages.now?.afterStart(page);
    const see = async () => {
      document.dispatchEvent(new Event("visibilitychange"));
      await wait();
    };
    await wait(14 * 60_000);
    await see();
    expect(asked(server.sent)).toBe(0);
    await wait(60_000);
    server.routes.set("GET /api/my/callbacks", { call_backs: [aCallBack()] });
    await see();
    await see();
    expect(asked(server.sent)).toBe(1);
    expect(text()).toContain("Your call-back to Priya Shah is due");
    await wait(60_000);
    await see();
    expect(asked(server.sent)).toBe(2);
  });

  it("asks once an hour while calls are saved: what is due is handed out first", async () => {
    const { page, server } = await calling([]);
    const { pages } = await import("../src/views/parts");
    pages.now?.afterStart(page);
    for (let calls = 0; calls < 5; calls++) {
      await wait(10 * 60_000);
      document.dispatchEvent(new Event("visibilitychange"));
      await wait();
      page.notReached("not_home");
    }
    await wait(9 * 60_000);
    document.dispatchEvent(new Event("visibilitychange"));
    await wait();
    expect(asked(server.sent)).toBe(0);
    await wait(60_000);
    document.dispatchEvent(new Event("visibilitychange"));
    await wait();
    expect(asked(server.sent)).toBe(1);
  });

  it("tries again a minute later where asking failed", async () => {
    const { page, server } = await calling([]);
    await wait(60_000);
    server.routes.set("GET /api/my/callbacks", new ApiError(503, "try_again", "Busy."));
    page.outcome("priya", "call_back");
    page.callBack({ ...NO_CALL_BACK, choice: "at", at: "2027-02-11T10:00:00Z", fault: null });
    page.save();
    await wait(30_000);
    expect(asked(server.sent)).toBe(1);
    await wait(31_000);
    expect(asked(server.sent)).toBe(2);
  });
});
