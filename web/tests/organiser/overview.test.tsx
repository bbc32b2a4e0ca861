// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "../../src/api/client";
import { estimateWord } from "../../src/organiser/overview/estimate";
import { placed } from "../../src/organiser/overview/places";
import type { BankNow, CallerNow, Overview } from "../../src/organiser/overview/types";
import { share } from "../../src/organiser/ui/bars";
import { all, button, html, inADocument, press, text, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const LOOK = "GET /api/organiser/overview";

function aBankNow(change: Partial<BankNow> = {}): BankNow {
  return {
    id: "support",
    name: "Support",
    status: "open",
    people: 1840,
    reached: 657,
    calls: 700,
    conversations: 212,
    households: 1000,
    open_now: true,
    today: { calls: 60, conversations: 20 },
    estimate: {
      done_at: "2027-02-12T15:00:00Z",
      pace_per_hour: 96,
      calls_left: 900,
      reason: null,
    },
    ...change,
  };
}

function aCallerNow(id: string, change: Partial<CallerNow> = {}): CallerNow {
  return {
    id,
    name: `Caller ${id}`,
    role: "caller",
    calls: 10,
    conversations: 3,
    last_call_at: "2027-02-10T18:05:00Z",
    calling_now: true,
    holding: 0,
    flags: [],
    ...change,
  };
}

function anOverview(change: Partial<Overview> = {}): Overview {
  return {
    as_of: "2027-02-10T18:06:00Z",
    totals: { people: 1840, reached: 657, calls: 700, conversations: 212, households: 1000 },
    banks: [aBankNow()],
    today: {
      calls: 63,
      conversations: 18,
      hours: [
        { hour: 10, calls: 22, conversations: 6 },
        { hour: 11, calls: 41, conversations: 12 },
      ],
    },
    outcomes: [
      { outcome: "not_home", calls: 261, people: 300 },
      { outcome: "answered", calls: 212, people: 220 },
    ],
    callers: [
      aCallerNow("a", { holding: 2 }),
      aCallerNow("b", { flags: [{ code: "too_fast", message: "14 calls in 5 minutes." }] }),
    ],
    callers_more: 0,
    calling_now: 14,
    held: { count: 23, oldest_until: "2027-02-10T18:20:00Z" },
    waiting: 0,
    ...change,
  };
}

const QUESTIONS = [
  {
    version: 1,
    question: "q1",
    label: "Will you vote for us?",
    kind: "single",
    options: [
      { option: "y", label: "Yes", count: 61 },
      { option: "n", label: "No", count: 20 },
    ],
  },
];

function server(overview: Overview = anOverview()) {
  return organiserServer({
    [LOOK]: overview,
    "GET /api/organiser/banks/support/answers": { questions: QUESTIONS },
    "POST /api/organiser/held/return": { returned: 23 },
    "POST /api/organiser/banks/support/pause": {},
  });
}

const looks = (made: ReturnType<typeof server>) => made.sent.filter((one) => one === LOOK).length;

describe("the overview", () => {
  it("shows what is going on, each chart with its numbers, as valid HTML", async () => {
    await openOrganiser("", server());
    const words = text();
    expect(words).toContain("657 of 1,840");
    expect(words).toContain("212 30% of calls");
    expect(words).toContain("As of 18:06");
    expect(words).toContain("done about Friday 12 February at 15:00 at 96 calls an hour");
    expect(words).toContain("14 calls in 5 minutes.");
    expect(words).toContain("Will you vote for us?");
    const rows = all("table").map((one) => one.textContent);
    expect(rows.some((one) => one?.includes("11:004112"))).toBe(true);
    expect(rows.some((one) => one?.includes("Spoke to them212Not home261"))).toBe(true);
    expect(await faultsIn(html())).toEqual([]);
  });

  it("says first that somebody waits for a code, and leads to them", async () => {
    await openOrganiser("", server(anOverview({ waiting: 2 })));
    expect(all("main .notice")[0]?.textContent).toContain("2 people wait for a code to sign in.");
    expect(await faultsIn(html())).toEqual([]);
    all<HTMLAnchorElement>("main .notice a")[0]?.click();
    await wait();
    expect(location.pathname).toBe("/organiser/volunteers");
  });

  it("looks again every 15 seconds, and moves nothing that is being read", async () => {
    const made = server();
    await openOrganiser("", made);
    const before = looks(made);
    const [first] = all("tbody tr th");
    made.routes.set(
      LOOK,
      anOverview({
        as_of: "2027-02-10T18:07:00Z",
        callers: [aCallerNow("c", { calls: 99 }), aCallerNow("b", { calls: 50 }), aCallerNow("a")],
      }),
    );
    await wait(15_000);
    expect(looks(made)).toBe(before + 1);
    expect(text()).toContain("As of 18:07");
    const names = all('[aria-label="Volunteers today"] tbody th').map((one) => one.textContent);
    expect(names.map((one) => one?.slice(0, 8))).toEqual(["Caller a", "Caller b", "Caller c"]);
    expect(first?.isConnected).toBe(true);
  });

  it("is left alone while nobody looks at the page, and once it is left", async () => {
    const made = server();
    await openOrganiser("", made);
    const before = looks(made);
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    await wait(60_000);
    expect(looks(made)).toBe(before);
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    await wait();
    expect(looks(made)).toBe(before + 1);
    await press("Back to calling");
    await wait(60_000);
    expect(looks(made)).toBe(before + 1);
  });

  it("says how old its numbers are when there is no connection", async () => {
    const made = server();
    await openOrganiser("", made);
    made.routes.set(LOOK, new NetworkError("gone"));
    await wait(15_000);
    expect(text()).toContain("As of 18:06. There is no connection");
    expect(text()).toContain("657");
  });

  it("says why where the first look fails, and tries again", async () => {
    const made = server();
    made.routes.set(LOOK, new ApiError(503, "unavailable", "Busy."));
    await openOrganiser("", made);
    expect(text()).toContain("Something went wrong on our side");
    made.routes.set(LOOK, anOverview());
    await press("Try again");
    expect(text()).toContain("657");
  });

  it("returns held contacts, all or one caller's, after asking", async () => {
    const made = server();
    await openOrganiser("", made);
    await press("Return them all");
    expect(all("dialog h2")[0]?.textContent).toBe("Return held contacts");
    await press("Return 23 households");
    expect(made.bodies.at(-3)).toBeDefined();
    expect(made.bodies.find(([route]) => route.includes("held"))?.[1]).toEqual({});
    expect(all("dialog")).toHaveLength(0);
    expect(all('[role="status"]')[0]?.textContent).toBe("23 households are back in the queue.");
    await press("Return what Caller a holds");
    await press("Return 2 households");
    expect(made.bodies.filter(([route]) => route.includes("held"))[1]?.[1]).toEqual({
      caller: "a",
    });
  });

  it("keeps the dialog with the reason where they could not be returned", async () => {
    const made = server();
    made.routes.set("POST /api/organiser/held/return", new NetworkError("gone"));
    await openOrganiser("", made);
    await press("Return them all");
    await press("Return 23 households");
    expect(all("dialog")[0]?.textContent).toContain("There is no connection");
    await press("Cancel");
    expect(all("dialog")).toHaveLength(0);
  });

  it("pauses a bank, and shows what it is now", async () => {
    const made = server();
    await openOrganiser("", made);
    made.routes.set(LOOK, anOverview({ banks: [aBankNow({ status: "paused" })] }));
    await press("Pause");
    expect(made.sent).toContain("POST /api/organiser/banks/support/pause");
    expect(text()).toContain("Support is paused.");
    expect(button("Open").textContent).toBe("Open");
  });

  it("looks at one bank of several", async () => {
    const made = server(
      anOverview({ banks: [aBankNow(), aBankNow({ id: "post", name: "Post" })] }),
    );
    made.routes.set(`${LOOK}?bank=post`, anOverview({ calling_now: 3 }));
    await openOrganiser("", made);
    const [choice] = all<HTMLSelectElement>("#overview-bank");
    if (!choice) throw new Error("no choice");
    choice.value = "post";
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    await wait();
    expect(made.sent).toContain(`${LOOK}?bank=post`);
    expect(made.sent).toContain("GET /api/organiser/banks/post/answers");
  });

  it("shows the way from nothing to calling while there is nobody to ring", async () => {
    await openOrganiser("", server(anOverview({ banks: [] })));
    const links = all<HTMLAnchorElement>(".steps a").map((one) => one.getAttribute("href"));
    expect(links).toEqual(["/organiser/import", "/organiser/banks", "/organiser/volunteers"]);
    expect(await faultsIn(html())).toEqual([]);
  });
});

describe("rows", () => {
  it("stay where they were; new ones come after them, old ones go", () => {
    const row = (id: string, n = 0) => ({ id, n });
    expect(placed([row("c", 1), row("a", 2), row("d", 3)], [row("a"), row("b"), row("c")])).toEqual(
      [row("a", 2), row("c", 1), row("d", 3)],
    );
  });
});

describe("an estimate", () => {
  const now = new Date("2027-02-10T18:00:00Z");
  it.each([
    [null, "paused", "no estimate while paused"],
    [null, "nobody_ringing", "no estimate: nobody has rung lately"],
    ["2027-02-11T12:00:00Z", null, "done about tomorrow at 12:00 at 1 call an hour"],
  ] as const)("%s %s is %s", (done, reason, word) => {
    const estimate = { done_at: done, pace_per_hour: 1.2, calls_left: 5, reason };
    expect(estimateWord({ estimate }, now)).toBe(word);
  });
});

describe("a share", () => {
  it.each([
    [1, 3, "33%"],
    [0, 3, "0%"],
    [1, 1000, "<1%"],
    [0, 0, "0%"],
  ])("%i of %i is %s", (part, whole, word) => {
    expect(share(part, whole)).toBe(word);
  });
});
