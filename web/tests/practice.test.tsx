// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { NetworkError } from "../src/api/client";
import { practiceApi } from "../src/practice/api";
import { makeHouseholds } from "../src/practice/households";
import { aBank, SCRIPT } from "./builders";
import { fakeApi } from "./fake-api";
import { aCallBack, all, heading, inADocument, openAt, press, text, wait } from "./mounted";

const NOW = new Date("2027-02-10T18:00:00Z");
/** Ofcom's numbers for drama: mobile, the big cities, Cardiff. */
const DRAMA = /^\+44(7700900\d{3}|1[13-8][0-9]496\d{4}|1632960\d{3}|2079460\d{3}|2920180\d{3})$/;

describe("the invented households", () => {
  const households = makeHouseholds(aBank(), SCRIPT, NOW);

  it("have drama numbers only, and nobody else's town", () => {
    const numbers = households.flatMap((one) => one.numbers);
    expect(numbers.length).toBeGreaterThan(4);
    for (const { e164, display } of numbers) {
      expect(e164).toMatch(DRAMA);
      expect(`+44${display.replace(/\s/g, "").slice(1)}`).toBe(e164);
    }
    expect(new Set(numbers.map((one) => one.e164)).size).toBe(numbers.length);
    expect(new Set(households.map((one) => one.household.town))).toEqual(
      new Set(["Practice Town"]),
    );
  });

  it("show what there is to meet: one alone, a shared number, two numbers, a promise", () => {
    expect(households.some((one) => one.people.length === 1 && !one.call_back)).toBe(true);
    expect(households.some((one) => one.numbers.some((number) => number.shared))).toBe(true);
    expect(households.some((one) => one.numbers.length === 2)).toBe(true);
    expect(households.some((one) => one.numbers[0]?.whose[0] !== one.ask_for)).toBe(true);
    const promised = households.find((one) => one.call_back);
    expect(promised?.history.length).toBeGreaterThan(0);
    expect(Date.parse(promised?.call_back?.at ?? "")).toBeLessThan(NOW.getTime());
  });

  it("have the bank's own script", () => {
    for (const one of households) expect(one).toMatchObject({ bank: "bank-1", script: SCRIPT });
  });
});

describe("the practice's server", () => {
  const api = () => {
    const claims = makeHouseholds(aBank(), SCRIPT, NOW);
    const caller = {
      id: "sam",
      name: "",
      email: "",
      role: "caller" as const,
      on_leaderboard: false,
    };
    const campaign = {
      name: "",
      party: "",
      imprint: "",
      privacy_contact: "",
      brand: "",
      on_brand: "",
      poll_date: null,
    };
    return practiceApi({ bank: aBank(), caller, campaign, claims });
  };

  it("hands out two at most, the one that was lost again, and says when it is over", async () => {
    const server = api();
    const first = await server.next("bank-1", []);
    expect(first.claim?.id).toBe("practice-1");
    expect((await server.next("bank-1", [])).claim?.id).toBe("practice-1");
    expect((await server.next("bank-1", ["practice-1"])).claim?.id).toBe("practice-2");
    const both = ["practice-1", "practice-2"];
    await expect(server.next("bank-1", both)).rejects.toMatchObject({ code: "claim_limit" });
    for (let n = 1; n <= 5; n += 1) {
      const more = { want_next: true, holding: n < 5 ? [`practice-${n + 1}`] : [] };
      const answer = await server.respond(`practice-${n}`, {
        outcome: "busy",
        people: [],
        ...more,
      });
      const next = n <= 3 ? { claim: { id: `practice-${n + 2}` } } : { reason: "finished" };
      expect(answer.next).toMatchObject(next);
    }
  });

  it("has nothing else to offer", async () => {
    await expect(api().send("GET", "/api/my/calls")).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("practice", () => {
  inADocument();
  const script = "GET /api/banks/bank-1";

  /** Somebody between calls, who practises. */
  async function practising() {
    const server = fakeApi();
    server.routes.set(script, { bank: aBank(), script: SCRIPT });
    const opened = await openAt("", server);
    void opened.page.takeBreak();
    await wait();
    server.sent.length = 0;
    opened.page.open("practice");
    await wait();
    await vi.dynamicImportSettled();
    await wait();
    return opened;
  }

  async function notReached(): Promise<void> {
    await press("Not reached");
    all<HTMLButtonElement>("dialog [data-outcome]")[0]?.click();
    await wait();
  }

  it("is the real call screen, under the word practice, and rings nobody", async () => {
    await practising();
    expect(heading()).toBe("Grace Okafor");
    expect(text()).toContain("Practice: these people are invented, and nothing is saved.");
    expect(text()).toContain("Hello, is that Grace?");
    expect(all(".call-link")[0]?.textContent).toContain("07700 900201");
    expect(all("a[href^=tel]")).toEqual([]);
    expect(text()).toContain("In practice nobody is rung");
  });

  it("sends nothing but the question for the script, and keeps nothing on the device", async () => {
    const { page, server, storage } = await practising();
    const kept = JSON.stringify({ ...localStorage });
    const inner = page.state().more.practice;
    if (!inner || !("on" in inner)) throw new Error("no practice");
    inner.on.note("typed in practice");
    inner.on.outcome("practice-1-person-0", "refused");
    await wait(10);
    expect({ ...sessionStorage }).toEqual({});
    await press("Save and next");
    expect(heading()).toBe("Alison Reed");
    inner.on.note("half way");
    await notReached();
    inner.on.note("half way");
    await wait(60_000);
    expect(server.sent).toEqual([script]);
    await press("End practice");
    // The briefing behind it has its script already.
    expect(server.sent).toEqual([script]);
    expect(server.calls.size).toBe(0);
    expect(await storage.read()).toEqual([]);
    expect({ ...sessionStorage }).toEqual({});
    expect(JSON.stringify({ ...localStorage })).toBe(kept);
    expect(page.state()).toMatchObject({ today: { calls: 0 }, outbox: { waiting: 0 }, flow: null });
    expect(page.state().more.practice).toBeUndefined();
  });

  it("goes through all of them to its end, and can be begun again", async () => {
    const { page } = await practising();
    for (let n = 0; n < 5; n += 1) {
      expect(text()).toContain("End practice");
      await notReached();
    }
    expect(heading()).toBe("That was the practice");
    expect(location.pathname).toBe("/practice");
    await press("Practise again");
    expect(heading()).toBe("Grace Okafor");
    await press("End practice");
    expect(page.state().screen.name).toBe("briefing");
  });

  it("leads to calling from its end", async () => {
    const { page } = await practising();
    for (let n = 0; n < 5; n += 1) await notReached();
    await press("Start calling");
    expect(page.state().screen.name).toBe("call");
    expect(page.shown()?.id).toBe("claim-3");
  });

  it("leaves the household in hand, and what was typed for it, as they are", async () => {
    const server = fakeApi();
    server.routes.set(script, { bank: aBank(), script: SCRIPT });
    const { page } = await openAt("", server);
    page.note("real");
    page.open("practice");
    await wait();
    await notReached();
    await press("End practice");
    await press("Go on calling");
    expect(page.shown()?.id).toBe("claim-1");
    expect(page.state().draft?.note).toBe("real");
    expect(Object.keys(sessionStorage)).toEqual(["ringround.draft.claim-1"]);
  });

  it("every other way out of it ends it, and changes no address of its own", async () => {
    const { page } = await practising();
    const inner = page.state().more.practice;
    if (!inner || !("on" in inner)) throw new Error("no practice");
    await inner.on.takeBreak();
    await wait();
    expect(page.state().screen.name).toBe("briefing");
    expect(location.pathname).toBe("/briefing");
  });

  it("takes the keys of the call screen", async () => {
    const { page } = await practising();
    const { pressKey } = await import("../src/more/keyboard");
    window.matchMedia = () => ({ matches: false }) as MediaQueryList;
    const key = async (name: string) => {
      pressKey(page, new KeyboardEvent("keydown", { key: name, cancelable: true }));
      await wait();
    };
    await key("3");
    expect(all<HTMLInputElement>(".outcomes input")[2]?.checked).toBe(true);
    await key("n");
    expect(all("dialog")).toHaveLength(1);
    await key("1");
    expect(heading()).toBe("Alison Reed");
  });

  it("still reminds of a call-back of one's own", async () => {
    const { page } = await practising();
    const soon = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 600_000).toISOString();
    page.store.set({ callBacks: [aCallBack({ at: soon, mine_until: until })] });
    await wait();
    expect(text()).toContain("Your call-back to Priya Shah is due");
    await press("Ring now");
    expect(page.state().screen.name).toBe("call");
    expect(page.state().more.practice).toBeUndefined();
  });

  it("says so where the script cannot be had", async () => {
    const server = fakeApi();
    server.routes.set(script, new NetworkError("offline"));
    await openAt("practice", server);
    expect(heading()).toBe("Practice cannot start now");
    server.routes.set(script, { bank: aBank(), script: SCRIPT });
    await press("Try again");
    expect(heading()).toBe("Grace Okafor");
  });
});
