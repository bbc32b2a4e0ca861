// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/more/facts";
import { certificateText } from "../../src/organiser/settings/certificate";
import { countdown } from "../../src/organiser/settings/closing-view";
import type { Closing, LastExport } from "../../src/organiser/settings/types";
import {
  all,
  button,
  heading,
  html,
  inADocument,
  openAt,
  press,
  text,
  type,
  wait,
} from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const ROUTE = "/api/organiser/close";

function aClosing(change: Partial<Closing> = {}): Closing {
  return {
    state: "open",
    asked_by: null,
    asked_at: null,
    may_destroy_at: null,
    export: null,
    unexported: { calls: 0 },
    job: null,
    certificate: null,
    ...change,
  };
}

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

const anExport = (change: Partial<LastExport> = {}): LastExport => ({
  id: "e1",
  state: "done",
  rows: { attempts: 14_211 },
  calls: 14_211,
  people: 74_012,
  fetched_at: soon(-30_000),
  fetched_by: { id: "sam", name: "Sam Reid" },
  ...change,
});

const ready = (by: string, change: Partial<Closing> = {}) =>
  aClosing({
    state: "ready",
    asked_by: { id: by, name: "Sam Reid" },
    asked_at: soon(-60_000),
    may_destroy_at: soon(150_000),
    export: anExport(),
    ...change,
  });

const server = (closing: Closing) =>
  organiserServer({
    [`GET ${ROUTE}`]: closing,
    [`POST ${ROUTE}`]: {},
    [`POST ${ROUTE}/destroy`]: {},
    [`DELETE ${ROUTE}`]: {},
  });

describe("closing the campaign", () => {
  it("says what will happen, and begins when the name is typed", async () => {
    const made = server(aClosing());
    await openOrganiser("settings/close", made);
    expect(text()).toContain("Nothing can bring it back.");
    await press("End calling");
    expect(text()).toContain("That is not the campaign’s name.");
    expect(made.sent).not.toContain(`POST ${ROUTE}`);
    await type("#close-name", " rivermouth ");
    made.routes.set(`GET ${ROUTE}`, aClosing({ state: "closing" }));
    await press("End calling");
    expect(made.bodies.find(([route]) => route === `POST ${ROUTE}`)?.[1]).toEqual({
      name: "Rivermouth",
    });
    expect(text()).toContain("The last export is being made");
    made.routes.set(`GET ${ROUTE}`, ready("sam"));
    await wait(3_000);
    expect(text()).toContain("14,211 calls");
  });

  it("is shown as valid HTML", async () => {
    await openOrganiser("settings/close", server(ready("ben")));
    expect(await faultsIn(html())).toEqual([]);
  });

  it("makes the one who asked wait, counting down", async () => {
    const made = server(ready("sam"));
    await openOrganiser("settings/close", made);
    expect(text()).toMatch(/You alone can in 2:2\d/);
    expect(all("#close-name")).toHaveLength(0);
    await press("Destroy all");
    expect(made.sent).not.toContain(`POST ${ROUTE}/destroy`);
    await wait(150_000);
    expect(all("#close-name")).toHaveLength(1);
  });

  it("lets nobody destroy before the last export was downloaded", async () => {
    const kept = anExport({ fetched_at: null, fetched_by: null });
    await openOrganiser("settings/close", server(ready("ben", { export: kept })));
    expect(text()).toContain("Download the last export first.");
    expect(button("Destroy all").getAttribute("aria-disabled")).toBe("true");
  });

  it("lets another organiser destroy at once, and shows the certificate", async () => {
    const made = server(ready("ben"));
    await openOrganiser("settings/close", made);
    await type("#close-name", "Rivermouth");
    await press("Destroy all");
    expect(made.sent).toContain(`POST ${ROUTE}/destroy`);
    expect(text()).toContain("Everything is being destroyed");
    // Nobody is signed in any more: only the public address answers.
    made.endSession();
    made.routes.set("GET /api/close", {
      closed: true,
      certificate: { campaign: "Rivermouth", counts: { people: 74_012 } },
    });
    await wait(3_000);
    expect(text()).toContain("Certificate of destruction");
    expect(text()).toContain("Counts people74,012");
  });

  it("is called off", async () => {
    const made = server(ready("sam"));
    await openOrganiser("settings/close", made);
    made.routes.set(`GET ${ROUTE}`, aClosing());
    await press("Call it off");
    expect(made.sent).toContain(`DELETE ${ROUTE}`);
    expect(text()).toContain("Phone banks stay closed until you open them.");
  });
});

describe("a campaign that is closed", () => {
  it("is said to be to whoever comes, with its certificate", async () => {
    const made = server(aClosing());
    made.endSession();
    made.routes.set("GET /api/close", { closed: true, certificate: { campaign: "Rivermouth" } });
    const { page } = await openAt("", made);
    const { lookWhetherClosed } = await import("../../src/more/closed");
    void lookWhetherClosed(page);
    await wait();
    expect(heading()).toBe("This campaign is closed");
    expect(text()).toContain("CampaignRivermouth");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("is not asked about by those who are signed in", async () => {
    const made = server(aClosing());
    const { page } = await openAt("", made);
    const { lookWhetherClosed } = await import("../../src/more/closed");
    void lookWhetherClosed(page);
    await wait();
    expect(made.sent).not.toContain("GET /api/close");
  });
});

describe("a certificate", () => {
  const certificate = {
    backups: "not_offered",
    items: { households: 583, electors: 1_204 },
    finished_at: "2027-07-08T10:05:00Z",
    odd: ["table", "bucket"],
    export: { rows: { van: 3 } },
    campaign: "Rivermouth",
  };
  it("is read in its order, laid flat, in words and UK time", () => {
    expect(factsOf(certificate, { yes: "yes", no: "no", locale: "en-GB" })).toEqual([
      ["Campaign", "Rivermouth"],
      ["Finished at", "2027-07-08 11:05"],
      ["Destroyed: electors", "1,204"],
      ["Destroyed: households", "583"],
      ["Backups", "not offered"],
      ["Last export: rows van", "3"],
      ["Odd", "table, bucket"],
    ]);
  });
  it("can be kept as text", () => {
    expect(certificateText(certificate)).toContain("Destroyed: electors: 1,204\n");
  });
});

describe("a countdown", () => {
  it.each([
    [3_661, "1:01:01"],
    [3_600, "1:00:00"],
    [3_599, "59:59"],
    [5, "0:05"],
  ])("%i seconds is %s", (seconds, word) => {
    expect(countdown(seconds)).toBe(word);
  });
});
