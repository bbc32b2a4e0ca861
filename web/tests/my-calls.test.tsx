// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import type { ResponseBody } from "../src/api/types";
import { newDraft } from "../src/call/draft";
import { rowsOf } from "../src/more/my-calls-rows";
import type { Entry } from "../src/outbox/storage";
import { aClaim, LANDLINE } from "./builders";
import { fakeApi } from "./fake-api";
import { aCall, all, button, heading, inADocument, openAt, press, text, wait } from "./mounted";

const entry = (claim: string, kind: "response" | "correction", body: Partial<ResponseBody>) =>
  ({
    id: claim,
    caller: "sam",
    claim,
    at: "2027-02-10T18:20:00Z",
    what: { kind, body: { outcome: "busy", people: [], ...body } },
  }) satisfies Entry;
const saved = {
  claim: aClaim(),
  draft: newDraft(aClaim()),
  outcome: "busy" as const,
  talks: 0,
  at: "",
};

describe("the rows", () => {
  it("stand newest first, with people of one outcome together", () => {
    const rows = rowsOf(
      [
        aCall(),
        aCall({
          id: "call-2",
          at: "2027-02-10T18:09:00Z",
          outcome: "answered",
          version: 2,
          people: [
            { person: "a", name: "Ann", outcome: "answered", answers: {}, note: null },
            { person: "b", name: "Ben", outcome: "refused", answers: {}, note: null },
          ],
        }),
      ],
      [],
      null,
    );
    expect(rows.map((row) => row.claim)).toEqual(["call-2", "call-1"]);
    expect(rows[0]).toMatchObject({ changed: true, changeable: true });
    expect(rows[0]?.parts).toEqual([
      { names: ["Ann"], outcome: "answered" },
      { names: ["Ben"], outcome: "refused" },
    ]);
    expect(rows[1]?.parts).toEqual([{ names: ["Priya Shah", "Robin Shah"], outcome: "not_home" }]);
  });

  it("say what is not sent yet, by name only while the page has the household", () => {
    const waiting = [entry("claim-1", "response", {})];
    expect(rowsOf(null, waiting, saved)).toMatchObject([
      {
        waiting: "call",
        changeable: false,
        parts: [{ names: ["Priya Shah"], outcome: "busy" }],
      },
    ]);
    const unknown = { ...saved, claim: aClaim({ numbers: [{ ...LANDLINE, whose: [] }] }) };
    expect(rowsOf(null, waiting, unknown)[0]?.parts[0]?.names).toEqual([
      "Priya Shah",
      "Robin Shah",
    ]);
    expect(rowsOf([], waiting, null)[0]?.parts).toEqual([{ names: [], outcome: "busy" }]);
  });

  it("name only those of whom something was recorded", () => {
    const people = [{ person: "robin", outcome: "refused" as const, answers: {} }];
    const rows = rowsOf([], [entry("claim-1", "response", { outcome: "refused", people })], saved);
    expect(rows[0]?.parts).toEqual([{ names: ["Robin Shah"], outcome: "refused" }]);
  });

  it("show a change that waits in the place of what the server has, at the time of the call", () => {
    const change = entry("call-1", "correction", { outcome: "wrong_number" });
    const [row, ...more] = rowsOf([aCall()], [change], null);
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      at: "2027-02-10T18:05:00Z",
      waiting: "change",
      changeable: false,
    });
  });

  it("leave skips out, and a call that has arrived meanwhile alone", () => {
    const skip: Entry = { ...entry("x", "response", {}), what: { kind: "skip", reason: "other" } };
    expect(rowsOf([], [skip], null)).toEqual([]);
    const [row] = rowsOf([aCall()], [entry("call-1", "response", {})], null);
    expect(row).toMatchObject({ waiting: null, changeable: true });
  });
});

describe("my calls", () => {
  inADocument();
  const path = "GET /api/my/calls";

  it("lists them, and opens one to be changed", async () => {
    const server = fakeApi();
    const answered = { person: "priya", name: "Priya Shah", outcome: "refused" as const };
    const call = aCall({ outcome: "refused", people: [{ ...answered, answers: {}, note: null }] });
    server.routes.set(path, { calls: [call] });
    server.routes.set(`${path}/call-1`, { call, claim: aClaim({ id: "call-1" }) });
    const { page } = await openAt("my-calls", server);
    expect(text()).toContain("18:05");
    expect(text()).toContain("Priya Shah");
    await press("Change the call at 18:05, Priya Shah");
    expect(heading()).toBe("Priya Shah");
    expect(page.state().draft?.people).toEqual({ priya: { outcome: "refused", answers: {} } });
    page.outcome("priya", "moved");
    await wait();
    await press("Save the change");
    expect(heading()).toBe("My calls");
    expect(server.calls.get("call-1")).toMatchObject({ outcome: "moved", version: 2 });
    // Asked for again once the change has arrived.
    expect(server.sent.filter((one) => one === path).length).toBeGreaterThan(1);
  });

  it("says that there are none", async () => {
    const server = fakeApi();
    server.routes.set(path, { calls: [] });
    await openAt("my-calls", server);
    expect(text()).toContain("You have made no calls today");
  });

  it("says at the row why one cannot be changed", async () => {
    const server = fakeApi();
    server.routes.set(path, { calls: [aCall()] });
    const { page } = await openAt("my-calls", server);
    server.routes.set(`${path}/call-1`, new ApiError(422, "correction_too_late", "Too late."));
    await press("Change the call");
    expect(all("li.call-row .field-error")[0]?.textContent).toContain("can be changed for a day");
    expect(page.state().screen.name).toBe("my-calls");
    expect(button("Change the call").getAttribute("aria-describedby")).toBe("fault-call-1");
  });

  it("says so without a network, with what is kept here, and tries again", async () => {
    const server = fakeApi();
    server.routes.set(path, { calls: [aCall()] });
    const { page } = await openAt("", server);
    server.trouble.before = new NetworkError("offline");
    page.notReached("busy");
    await wait();
    page.open("my-calls");
    await wait();
    expect(text()).toContain("Your calls cannot be shown now");
    expect(text()).toContain("Priya Shah");
    expect(text()).toContain("Saved here, not sent yet");
    server.trouble.before = null;
    await press("Try again");
    expect(text()).not.toContain("Your calls cannot be shown now");
    expect(text()).toContain("18:05");
  });

  it("is brought up to date when what waited has arrived", async () => {
    const server = fakeApi();
    server.routes.set(path, { calls: [] });
    const { page } = await openAt("", server);
    server.trouble.before = new NetworkError("offline");
    page.notReached("busy");
    await wait();
    page.open("my-calls");
    await wait();
    server.routes.set(path, { calls: [aCall({ id: "claim-1" })] });
    server.trouble.before = null;
    page.sendNow();
    await wait();
    expect(text()).not.toContain("not sent yet");
    expect(button("Change the call at 18:05")).toBeTruthy();
  });

  it("asks to sign in where the session has ended", async () => {
    const server = fakeApi();
    const { page } = await openAt("", server);
    server.endSession();
    page.open("my-calls");
    await wait();
    expect(page.state().screen.name).toBe("sign-in");
  });
});
