// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/api/client";
import type { Export, Results } from "../../src/organiser/results/types";
import { all, button, html, inADocument, press, text, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const R = "GET /api/organiser/results";
const RESULTS: Results = {
  from: "2027-02-09",
  to: "2027-02-10",
  calls: 100,
  conversations: 25,
  reached: 24,
  outcomes: [
    { outcome: "not_home", calls: 75, people: 80 },
    { outcome: "answered", calls: 25, people: 25 },
    { outcome: "busy", calls: 0, people: 0 },
  ],
  questions: [
    {
      bank: "bank-1",
      version: 2,
      question: "support",
      label: "Will you vote for us?",
      kind: "single",
      options: [
        { option: "yes", label: "Yes", count: 15 },
        { option: "no", label: "No", count: 5 },
      ],
    },
    {
      bank: "bank-1",
      version: 1,
      question: "support",
      label: "Can we count on you?",
      kind: "single",
      options: [{ option: "yes", label: "Yes", count: 3 }],
    },
  ],
  days: [
    { day: "2027-02-09", calls: 40, conversations: 10 },
    { day: "2027-02-10", calls: 60, conversations: 15 },
  ],
};

const anExport = (change: Partial<Export> = {}): Export => ({
  id: "e1",
  kind: "van",
  bank: "bank-1",
  state: "done",
  rows: 580,
  by: { id: "wei", name: "Wei Chen" },
  created_at: "2027-02-10T10:00:00Z",
  finished_at: "2027-02-10T10:01:00Z",
  since: null,
  done: 1,
  total: 1,
  error: null,
  ...change,
});

const server = (exports: Export[] = [anExport()]) =>
  organiserServer({
    [R]: RESULTS,
    [`${R}?bank=bank-1`]: { ...RESULTS, calls: 1 },
    "GET /api/organiser/banks": { banks: [{ id: "bank-1", name: "Support" }] },
    "GET /api/organiser/volunteers": {
      volunteers: [
        { id: "wei", name: "Wei Chen", calls: 5 },
        { id: "new", name: "New Here", calls: 0 },
      ],
    },
    "GET /api/organiser/exports": { exports },
    "POST /api/organiser/exports": { export: anExport({ id: "e2", state: "waiting", rows: null }) },
    "POST /api/organiser/exports/e1/link": { url: "https://files.example.org/x", name: "van.csv" },
    "POST /api/organiser/jobs/e1/start": {},
  });
const opened = (made = server()) => openOrganiser("results", made);
const choose = async (selector: string, value: string, event = "change") => {
  const [field] = all<HTMLSelectElement>(selector);
  if (!field) throw new Error(`no ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event(event, { bubbles: true }));
  await wait(50);
};
const pick = async (label: string) => {
  all<HTMLLabelElement>(".choice")
    .find((one) => one.textContent?.includes(label))
    ?.querySelector("input")
    ?.click();
  await wait(10);
};

describe("counts", () => {
  it("of outcomes, days and answers are drawn, and are tables", async () => {
    await opened();
    expect(text()).toContain("25% of calls");
    const rows = all("table.bars tbody tr").map((row) => row.textContent);
    // In the order that a volunteer knows; what did not happen is left out.
    expect(rows.slice(0, 2)).toEqual(["Spoke to them25 25%", "Not home75 75%"]);
    expect(rows).toContain("Yes15 75%");
    expect(text()).toContain("Support · version 2 of the script");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("are those of the bank, the days and the volunteer that are chosen", async () => {
    const made = server();
    await opened(made);
    // Who has made no call is not offered.
    expect(all("#caller option").map((one) => one.textContent)).toEqual([
      "All volunteers",
      "Wei Chen",
    ]);
    await choose("#bank", "bank-1");
    expect(all(".stat-value strong")[0]?.textContent).toBe("1");
    await choose("#caller", "wei");
    await choose("#from", "2027-02-09", "input");
    expect(made.sent).toContain(`${R}?bank=bank-1&from=2027-02-09&caller=wei`);
    const asked = made.sent.length;
    await choose("#to", "2027-02-01", "input");
    expect(text()).toContain("The first day is after the last one.");
    expect(made.sent).toHaveLength(asked);
  });

  it("that are none say so", async () => {
    const made = server();
    made.routes.set(R, { ...RESULTS, calls: 0, outcomes: [], questions: [], days: [] });
    await opened(made);
    expect(text()).toContain("Nothing was recorded");
  });

  it("that can not be had are asked for again", async () => {
    const made = server();
    made.routes.set(R, new ApiError(503, "try_again", "Later."));
    await opened(made);
    expect(text()).toContain("Something went wrong on our side.");
    made.routes.set(R, RESULTS);
    await press("Try again");
    expect(text()).toContain("Will you vote for us?");
  });
});

describe("exports", () => {
  it("are listed with who made them, and fetched by a link that is asked for only then", async () => {
    const made = server();
    await opened(made);
    expect(text()).toContain("Support · 580 rows");
    expect(text()).toContain("Wei Chen, ");
    expect(made.sent).not.toContain("POST /api/organiser/exports/e1/link");
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
    await press("Download: VAN");
    expect(made.sent).toContain("POST /api/organiser/exports/e1/link");
    const [link] = click.mock.contexts as HTMLAnchorElement[];
    expect([link?.href, link?.download]).toEqual(["https://files.example.org/x", "van.csv"]);
    click.mockRestore();
  });

  it("are made of a kind, a bank, all or what is new, and followed until they are there", async () => {
    const made = server([]);
    await opened(made);
    await pick("Latest for each person");
    await pick("Only what is new");
    await choose("#export-bank", "bank-1");
    await press("Make the export");
    expect(made.bodies).toContainEqual([
      "POST /api/organiser/exports",
      { kind: "latest", bank: "bank-1", since_last: true },
    ]);
    expect(text()).toContain("Waiting to begin");
    made.routes.set("GET /api/organiser/exports", {
      exports: [anExport({ id: "e2", state: "running", done: 10, total: 40, rows: null })],
    });
    await wait(2_100);
    expect(text()).toContain("10 of 40");
    made.routes.set("GET /api/organiser/exports", { exports: [anExport({ id: "e2" })] });
    await wait(2_100);
    expect(button("Download: VAN")).toBeTruthy();
    expect(text()).toContain("The export is ready.");
    const asked = made.sent.length;
    await wait(10_000);
    expect(made.sent).toHaveLength(asked);
  });

  it("of everybody know no “new”", async () => {
    const made = server();
    await opened(made);
    await pick("Only what is new");
    await pick("In register order");
    expect(text()).not.toContain("Only what is new");
    await press("Make the export");
    expect(made.bodies).toContainEqual([
      "POST /api/organiser/exports",
      { kind: "register", since_last: false },
    ]);
  });

  it("that stopped half-way are started again", async () => {
    const error = { code: "job_failed", message: "It stopped." };
    const made = server([anExport({ state: "failed", rows: null, error })]);
    await opened(made);
    expect(text()).toContain("It stopped.");
    await press("Try again");
    expect(made.sent).toContain("POST /api/organiser/jobs/e1/start");
    expect(await faultsIn(html())).toEqual([]);
  });
});
