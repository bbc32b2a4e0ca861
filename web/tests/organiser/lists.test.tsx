// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../../src/api/client";
import { all, button, html, inADocument, press, text, type, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const VOTED = "POST /api/organiser/voted";
const STOP = "POST /api/organiser/suppression";
const SCREEN = "POST /api/organiser/screening";
const job = (state: string) => ({
  job: { id: "j1", kind: "screening", state, done: 5, total: 10, result: {}, error: null },
});
const SUMMARY = {
  as_of: "2027-02-10T18:00:00Z",
  numbers: 4000,
  suppressed: 12,
  too_old: 240,
  never: 30,
  oldest: "2027-01-02",
  by_day: [{ day: "2027-01-02", numbers: 240 }],
};

const server = () =>
  organiserServer({
    [VOTED]: { marked: 2, already: 1, households: 2, unmatched: [] },
    [STOP]: { suppressed: 2, already: 0, unknown: 1, unreadable: ["none"] },
    "GET /api/organiser/screening": SUMMARY,
    [SCREEN]: job("running"),
    "GET /api/organiser/jobs/j1": job("done"),
  });
const opened = (made = server()) => openOrganiser("lists", made);
const pick = async (label: string) => {
  all<HTMLLabelElement>(".choice")
    .find((one) => one.textContent?.includes(label))
    ?.querySelector("input")
    ?.click();
  await wait(10);
};
const electors = (n: number) => Array.from({ length: n }, (_, i) => `AB-${i + 1}`).join("\n");
const sizes = (made: ReturnType<typeof server>, route: string, key: string) =>
  made.bodies
    .filter(([name]) => name === route)
    .map(([, body]) => (body as Record<string, unknown[]>)[key]?.length);

describe("people who have voted", () => {
  it("are marked, with what was put before their numbers; the rest is shown as it was typed", async () => {
    const made = server();
    made.routes.set(VOTED, {
      marked: 2,
      already: 1,
      households: 2,
      unmatched: [
        { text: "124/1", why: "ambiguous", candidates: ["AB-124/1", "AC-124/1"] },
        { text: "Mrs Reid", why: "unreadable", candidates: [] },
      ],
    });
    await opened(made);
    await type("#electors", "124/1\nMrs Reid\n125\n126\n127");
    expect(text()).toContain("5 elector numbers.");
    await type("#prefix", " AB ");
    expect(await faultsIn(html())).toEqual([]);
    await press("Mark 5 as voted");
    expect(made.bodies).toContainEqual([
      VOTED,
      { electors: ["124/1", "Mrs Reid", "125", "126", "127"], voted: true, prefix: "AB" },
    ]);
    expect(text()).toContain("2 people are marked as having voted.");
    expect(text()).toContain("1 was marked already.");
    expect(all(".left-overs tbody tr").map((row) => row.textContent)).toEqual([
      "124/1More than one elector may be meant: add the prefix or the suffix.AB-124/1, AC-124/1",
      "Mrs ReidThis is no elector number.",
    ]);
    expect(await faultsIn(html())).toEqual([]);
  });

  it("are unmarked where it was a slip", async () => {
    const made = server();
    await opened(made);
    await type("#electors", "AB-1");
    await pick("Take the mark away");
    await press("Unmark 1");
    expect(made.bodies).toContainEqual([VOTED, { electors: ["AB-1"], voted: false }]);
    expect(text()).toContain("The marks of 2 people are taken away.");
  });

  it("go in parts of 500, and on by themselves after a broken connection", async () => {
    const made = server();
    await opened(made);
    await type("#electors", electors(1_200));
    button("Mark 1,200 as voted").click();
    await wait(8);
    made.routes.set(VOTED, new NetworkError("down"));
    await wait(1_000);
    expect(text()).toContain("It goes on by itself");
    expect(all<HTMLProgressElement>("progress")[0]?.value).toBe(500);
    expect(all<HTMLFieldSetElement>("fieldset.list-form")[0]?.disabled).toBe(true);
    made.routes.set(VOTED, { marked: 1, already: 0, households: 1, unmatched: [] });
    await wait(6_000);
    expect(sizes(made, VOTED, "electors")).toEqual([500, 500, 500, 200]);
    expect(text()).toContain("4 people are marked");
  });

  it("wait for the organiser where the server says no", async () => {
    const made = server();
    made.routes.set(VOTED, new ApiError(403, "forbidden", "No."));
    await opened(made);
    await type("#electors", "AB-1");
    await press("Mark 1 as voted");
    await wait(20_000);
    expect(made.sent.filter((one) => one === VOTED)).toHaveLength(1);
    expect(all('[role="alert"]').map((one) => one.textContent)).toContain(
      "Your role does not allow that.",
    );
  });

  it("come from a file, unless it is no text", async () => {
    await opened();
    const [input] = all<HTMLInputElement>("#electors-file");
    const give = async (bytes: BlobPart) => {
      Object.defineProperty(input, "files", {
        value: [new File([bytes], "l.csv")],
        configurable: true,
      });
      input?.dispatchEvent(new Event("change", { bubbles: true }));
      await wait(50);
    };
    await give("Elector number\nAB-1\nAB-2\n");
    expect(text()).toContain("2 elector numbers. From the columns Elector number.");
    expect(text()).toContain("l.csv");
    await give("%PDF-1.7");
    expect(text()).toContain("This is no text file.");
  });

  it("that are none are not sent", async () => {
    const made = server();
    await opened(made);
    await press("Mark as voted");
    expect(text()).toContain("Paste at least one number.");
    expect(made.sent).not.toContain(VOTED);
  });
});

describe("numbers not to be rung", () => {
  it("are stopped for their reason, and those that are none are shown", async () => {
    const made = server();
    await opened(made);
    await pick("Numbers not to be rung");
    await type("#numbers", "0113 496 0000\n07700 900123\nnone");
    await pick("Telephone Preference Service");
    expect(await faultsIn(html())).toEqual([]);
    await press("Stop calls to 3 numbers");
    expect(made.bodies).toContainEqual([
      STOP,
      { numbers: ["0113 496 0000", "07700 900123", "none"], reason: "tps" },
    ]);
    expect(text()).toContain("2 numbers are not rung any more.");
    expect(text()).toContain("1 is nobody’s here.");
    expect(text()).toContain("1 is no telephone number");
    const write = vi.fn(async () => undefined);
    Object.assign(navigator, { clipboard: { writeText: write } });
    await press("Copy them");
    expect(write).toHaveBeenCalledWith("none");
  });
});

describe("a number that was stopped by a slip", () => {
  const LIFT = "POST /api/organiser/suppression/lift";

  it("is taken back by an administrator, and it is said whether it is rung again", async () => {
    const made = server();
    made.caller.role = "admin";
    made.routes.set(LIFT, { number_display: "0113 496 0000", still_suppressed: true });
    await opened(made);
    await pick("Numbers not to be rung");
    await press("Take it back");
    expect(text()).toContain("Enter the number.");
    await type("#lift", " 01134960000 ");
    await press("Take it back");
    expect(made.bodies).toContainEqual([LIFT, { number: "01134960000", reason: "objection" }]);
    expect(text()).toContain("0113 496 0000 is still not rung");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("is no matter for others", async () => {
    await opened();
    await pick("Numbers not to be rung");
    expect(text()).not.toContain("by a slip");
  });
});

describe("screening", () => {
  it("is summed up, and says how many are too old", async () => {
    await opened();
    await pick("Screening dates");
    expect(text()).toContain("240 of 4,000 numbers");
    expect(text()).toContain("30");
    expect(all<HTMLAnchorElement>("ol a")[0]?.pathname).toBe("/organiser/results");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("of all numbers is a job that is watched", async () => {
    const made = server();
    await opened(made);
    await pick("Screening dates");
    await type("#screened-on", "2024-02-10");
    await press("Give all numbers this date");
    expect(made.bodies).toContainEqual([SCREEN, { screened_on: "2024-02-10", all: true }]);
    await wait(2_000);
    expect(text()).toContain("All numbers have the new date.");
  });

  it("of listed numbers goes with its date, which is no day to come", async () => {
    const made = server();
    made.routes.set(SCREEN, { screened: 1, unknown: 0, unreadable: [] });
    await opened(made);
    await pick("Screening dates");
    await pick("Only those that I list");
    await type("#screened", "0113 496 0000");
    await type("#screened-on", "2099-01-01");
    await press("Give 1 number this date");
    expect(text()).toContain("This day is still to come.");
    await type("#screened-on", "2024-02-10");
    await press("Give 1 number this date");
    expect(made.bodies).toContainEqual([
      SCREEN,
      { screened_on: "2024-02-10", numbers: ["0113 496 0000"] },
    ]);
    expect(text()).toContain("1 number has the new date.");
  });

  it("leads to the numbers that the service took out", async () => {
    await opened();
    await pick("Screening dates");
    await press("Bring numbers not to be rung");
    expect(
      all<HTMLInputElement>("[name=reason]:checked")[0]?.closest("label")?.textContent,
    ).toContain("Telephone Preference Service");
  });
});
