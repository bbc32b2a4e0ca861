// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import type { RingingBack } from "../src/api/types";
import type { State } from "../src/store/state";
import { setStrings } from "../src/strings";
import cy from "../src/strings/cy.json";
import en from "../src/strings/en.json";
import { aBank, aClaim, SCRIPT } from "./builders";
import { fakeApi } from "./fake-api";
import {
  aCall,
  aCallBack,
  all,
  heading,
  html,
  inADocument,
  openAt,
  press,
  text,
  type,
  wait,
} from "./mounted";
import { faultsIn } from "./valid-html";

inADocument();

async function expectValid(): Promise<void> {
  expect(await faultsIn(html())).toEqual([]);
  expect(all("h1")).toHaveLength(1);
}

function server() {
  const made = fakeApi();
  made.banks[0] = aBank({
    leaderboard: true,
    purpose: "Find out.",
    mine: { calls: 3, conversations: 1 },
  });
  made.banks.push(
    aBank({ id: "bank-2", name: "Later", open_now: false, opens_at: "2099-01-01T09:00:00Z" }),
  );
  made.routes.set("GET /api/banks/bank-1", { bank: aBank(), script: SCRIPT });
  made.routes.set("GET /api/my/calls", {
    calls: [aCall({ note: "A note", version: 2 }), aCall({ id: "call-2" })],
  });
  const entry = { name: "Sam R.", calls: 3, conversations: 1, me: true };
  made.routes.set("GET /api/banks/bank-1/leaderboard", { on: true, entries: [entry], as_of: null });
  const states: RingingBack["state"][] = ["can_talk", "held", "mine", "nothing_to_ask"];
  const numbers = states.map((state, n) => ({
    household: `h${n}`,
    bank: "bank-1",
    bank_name: "Support",
    number: { id: `n${n}`, display: `0113 496 000${n}` },
    people: [{ id: "p", name: "Priya Shah", first_name: "Priya" }],
    town: "Rivermouth",
    last_call: { at: "2027-02-10T16:00:00Z", outcome: "busy" as const, by_me: n === 0 },
    state,
    claim: null,
    my_call: n === 0 ? "call-1" : null,
  }));
  made.routes.set("GET /api/ringing-back?number=0000", { matches: numbers });
  return made;
}

const now = () => new Date(Date.now() - 60_000).toISOString();
const promised = () => [
  aCallBack({ at: now(), mine_until: new Date(Date.now() + 600_000).toISOString(), note: "Tea" }),
  aCallBack({
    id: "call-9",
    at: "2099-01-01T10:00:00Z",
    mine_until: "2099-01-01T10:15:00Z",
    person: null,
  }),
];

describe.each([
  ["English", en],
  ["Welsh", cy],
])("in %s, valid HTML with one h1 and no inline style:", (_, words) => {
  const opened = async (place: Parameters<typeof openAt>[0], state: Partial<State> = {}) => {
    setStrings(words as unknown as typeof en);
    return openAt(place, server(), { callBacks: promised(), ...state });
  };

  it.each(["banks", "briefing", "my-calls", "ringing-back", "wrap-up"] as const)(
    "%s, with a call-back that is due",
    async (place) => {
      await opened(place);
      await wait();
      expect(all(".due [role=status]")[0]?.textContent).toContain("Priya Shah");
      await expectValid();
    },
  );

  it("practice", async () => {
    await opened("practice");
    await vi.dynamicImportSettled();
    await wait(2_000);
    expect(heading()).toBe("Grace Okafor");
    await expectValid();
  });

  it("who is ringing back, in every state", async () => {
    await opened("ringing-back");
    await type("#number", "0000");
    all("form")[0]?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
    await wait();
    expect(all(".match")).toHaveLength(4);
    await expectValid();
  });

  it("the end of a practice", async () => {
    const { page } = await opened("practice");
    await wait(2_000);
    const inner = page.state().more.practice;
    if (!inner || !("on" in inner)) throw new Error("no practice");
    for (let n = 0; n < 5; n += 1) {
      inner.on.notReached("busy");
      await wait();
    }
    expect(heading()).toBe(words.practice.over);
    await expectValid();
  });

  it.each(["unsent", "qr"] as const)("the %s sheet", async (sheet) => {
    const { page } = await opened("");
    page.choose("bank-1");
    await wait();
    page.store.set({ sheet });
    await vi.dynamicImportSettled();
    await wait();
    expect(all("dialog h2")).toHaveLength(1);
    if (sheet === "qr") expect(all("svg[role=img][aria-label] path")).toHaveLength(1);
    await expectValid();
  });

  it("nobody to ring for: no bank", async () => {
    setStrings(words as unknown as typeof en);
    const made = server();
    made.banks.length = 0;
    await openAt("banks", made);
    expect(heading()).toBe(words.banks.none);
    await expectValid();
  });
});

describe("the start page", () => {
  it("comes back to the household in hand first", async () => {
    setStrings(en);
    const { page } = await openAt("", fakeApi());
    page.open("banks");
    await wait();
    expect(text()).toContain("You are in the middle of a call in “Support”");
    await press("Go on calling");
    expect(page.shown()?.id).toBe("claim-1");
  });

  it("opens the briefing of a bank that is shut, and practice from there", async () => {
    setStrings(en);
    const made = server();
    made.banks.shift();
    const { page } = await openAt("banks", made);
    expect(heading()).toBe("No phone bank is open now");
    await press("How to call");
    expect(page.state()).toMatchObject({ chosen: "bank-2", screen: { name: "briefing" } });
    expect(text()).toContain("Practise first");
  });
});

describe("the briefing", () => {
  it("never says to withhold the number, and gives the one to ring back", async () => {
    setStrings(en);
    await openAt("briefing", server());
    expect(text()).toContain("Never withhold it");
    expect(text()).toContain("0113 496 0999");
    expect(text()).toContain("My name is Sam Reid, and I am a volunteer for Us.");
    expect(text()).toContain("Hello, is that Alex?");
    for (const outcome of Object.values(en.briefing.meaning).slice(0, 12)) {
      expect(text()).toContain(outcome);
    }
  });

  it("does without the opening words where they cannot be had", async () => {
    setStrings(en);
    const made = server();
    made.routes.set("GET /api/banks/bank-1", new Error("offline"));
    await openAt("briefing", made);
    expect(text()).toContain("The script comes with the first call.");
    await expectValid();
  });
});

describe("an ending that waits", () => {
  const paused = { reason: "paused", retryAt: null } as const;
  async function waiting(retryAt: string | null) {
    setStrings(en);
    const opened = await openAt("", fakeApi());
    const { flow } = opened.page.state();
    if (!flow) throw new Error("no flow");
    const ending = { ...paused, retryAt };
    opened.page.store.set({ flow: { ...flow, current: null, deck: null, ending }, draft: null });
    await wait();
    opened.server.sent.length = 0;
    return opened;
  }

  it("looks every minute, leaves the page alone as long as nothing has changed, and goes on", async () => {
    const { page, server: made } = await waiting(null);
    made.banks[0] = aBank({ status: "paused" });
    await wait(60_000);
    expect(made.sent).toEqual(["banks"]);
    expect(heading()).toBe("The organiser has paused this phone bank");
    made.banks[0] = aBank();
    await wait(60_000);
    expect(made.sent).toContain("next");
    expect(page.state().flow?.ending ?? null).toBeNull();
  });

  it("does not ask before the time that is known", async () => {
    const { server: made } = await waiting("2099-01-01T09:00:00Z");
    await wait(5 * 60_000);
    expect(made.sent).toEqual([]);
  });
});

it("a code to dial from the phone holds the number that is rung", async () => {
  const { encode } = await import("uqr");
  const { pathOf } = await import("../src/more/qr");
  setStrings(en);
  const made = fakeApi();
  const { page } = await openAt("", made);
  page.openSheet("qr");
  await vi.dynamicImportSettled();
  await wait();
  const { data } = encode("tel:+441134960000", { border: 4 });
  expect(all("svg path")[0]?.getAttribute("d")).toBe(pathOf(data));
  expect(all("svg")[0]?.getAttribute("aria-label")).toBe("QR code that rings 0113 496 0000");
  expect(aClaim().numbers[0]?.e164).toBe("+441134960000");
});
