// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { actSentence, detailsOf } from "../../src/organiser/audit/sentence";
import type { AuditEntry } from "../../src/organiser/audit/types";
import { words } from "../../src/organiser/strings";
import { all, html, inADocument, press, text } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const ROUTE = "/api/organiser/audit";

const anEntry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  id: "1",
  at: "2027-02-10T18:06:00Z",
  who: { id: "sam", name: "Sam Reid" },
  act: "bank_paused",
  subject: "support",
  details: {},
  ...change,
});

describe("an act", () => {
  it.each([
    [{}, "paused the phone bank Support", []],
    [{ subject: "gone" }, "paused the phone bank gone", []],
    [
      { act: "voted_marked", subject: "", details: { electors: 1_204 } },
      "marked 1,204 elector numbers as having voted",
      [],
    ],
    [{ act: "held_returned", subject: "" }, "returned held contacts", []],
    [{ act: "held_returned", subject: "ann" }, "returned held contacts of Ann", []],
    [
      {
        act: "export_made",
        subject: "e-1",
        details: { kind: "van", bank: "support", since_last: false },
      },
      "made an export",
      ["kind: van", "phone bank: Support"],
    ],
    [
      { act: "a_new_act", details: { odd_thing: [1, "two_words"] } },
      "a new act",
      ["odd thing: 1, two words"],
    ],
  ])("%o is told in a sentence", (change, sentence, details) => {
    const entry = anEntry(change as Partial<AuditEntry>);
    const names = { support: "Support", ann: "Ann" };
    expect(actSentence(entry, names)).toBe(sentence);
    expect(detailsOf(entry, names)).toEqual(details);
  });

  it("has words for every act of the server's list", async () => {
    const node: string = "node:fs";
    const { readFileSync } = (await import(node)) as {
      readFileSync(path: string, encoding: string): string;
    };
    const code = readFileSync("../layers/core/python/ringround/domain/audit.py", "utf8");
    const list = code.slice(code.indexOf("Literal["), code.indexOf("]\nACTS"));
    const acts = [...list.matchAll(/"(\w+)"/g)].map(([, act]) => act);
    expect(acts.length).toBeGreaterThan(20);
    expect(acts.filter((act) => act && !(act in words.audit.acts))).toEqual([]);
  });
});

describe("the audit", () => {
  it("lists acts by day, older ones when asked", async () => {
    const made = organiserServer({
      [`GET ${ROUTE}`]: { entries: [anEntry()], more: true },
      [`GET ${ROUTE}?before=1`]: {
        entries: [anEntry({ id: "0", at: "2027-02-09T10:00:00Z", who: { id: "x", name: "" } })],
        more: false,
      },
      "GET /api/organiser/banks": { banks: [{ id: "support", name: "Support" }] },
      "GET /api/organiser/volunteers": { volunteers: [] },
    });
    await openOrganiser("audit", made);
    expect(text()).toContain("Sam Reid paused the phone bank Support");
    expect(await faultsIn(html())).toEqual([]);
    await press("Show older ones");
    expect(text()).toContain("Somebody paused the phone bank Support");
    expect(all(".audit-day")).toHaveLength(2);
    expect(all("button").some((one) => one.textContent === "Show older ones")).toBe(false);
  });

  it("says so where nothing was done yet", async () => {
    await openOrganiser(
      "audit",
      organiserServer({ [`GET ${ROUTE}`]: { entries: [], more: false } }),
    );
    expect(text()).toContain("Nothing yet");
  });
});
