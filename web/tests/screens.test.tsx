// @vitest-environment jsdom
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NoClaimReason } from "../src/api/types";
import { NO_CALL_BACK } from "../src/call/draft";
import { memoryStorage } from "../src/outbox/storage";
import { createController } from "../src/store/controller";
import type { State } from "../src/store/state";
import { App } from "../src/views/app";
import { pages } from "../src/views/parts";
import { titleOf } from "../src/views/title";
import { fakeApi } from "./fake-api";
import { faultsIn } from "./valid-html";

const wait = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);
let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  window.scrollTo = () => undefined;
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  root = document.createElement("div");
  document.body.replaceChildren(root);
});
afterEach(() => {
  render(null, root);
  vi.useRealTimers();
});

async function open() {
  localStorage.setItem("ringround.briefed", JSON.stringify(["sam bank-1"]));
  history.replaceState(null, "", "/");
  const page = createController(
    (state) => render(<App state={state} on={page} />, root),
    fakeApi().api,
    memoryStorage(),
  );
  await pages.load();
  void page.start({ kind: "home" });
  await wait();
  const show = async (change: Partial<State>) => {
    page.store.set(change);
    // Parts that are loaded later come with real promises.
    await vi.dynamicImportSettled();
    await wait();
  };
  return { page, show };
}

async function expectValid(): Promise<void> {
  expect(await faultsIn(root.innerHTML)).toEqual([]);
  expect(root.querySelectorAll("h1")).toHaveLength(1);
}

const ENDINGS: NoClaimReason[] = ["finished", "nothing_due", "outside_hours", "paused", "closed"];

describe("every screen is valid HTML with one h1 and no inline style", () => {
  it("the call, with a branch open, a call-back and the others folded out", async () => {
    const { page } = await open();
    page.answer("priya", "support", "yes");
    page.outcome("priya", "call_back");
    await wait();
    page.callBack({ ...NO_CALL_BACK, choice: "at" });
    page.save();
    await wait();
    expect(root.textContent).toContain("Could you help, Priya?");
    expect(root.textContent).toContain("Choose when to call back");
    await expectValid();
  });

  it.each(["not-reached", "skip", "leave", "shortcuts"] as const)("the %s sheet", async (sheet) => {
    const { show } = await open();
    await show({ sheet });
    expect(root.querySelector("dialog h2")).not.toBeNull();
    await expectValid();
  });

  it.each<[string, State["screen"]]>([
    ["sign in", { name: "sign-in", again: true, email: "" }],
    ["join", { name: "join", join: "x" }],
    ["code", { name: "code", again: false, email: "a@example.org", code: "" }],
    ["banks", { name: "banks" }],
    ["wrap-up", { name: "wrap-up" }],
    ["problem", { name: "problem", why: "offline" }],
  ])("%s", async (_, screen) => {
    const { page, show } = await open();
    await show({ screen, formFault: { field: "email", text: "Not so." } });
    await expectValid();
    expect(titleOf(page.state())).toMatch(/ · Rivermouth$/);
  });

  it.each(ENDINGS)("the ending “%s”", async (reason) => {
    const { page, show } = await open();
    const { flow } = page.state();
    if (!flow) throw new Error("no flow");
    const ending = { reason, retryAt: "2027-01-15T14:10:00Z" };
    await show({ flow: { ...flow, current: null, deck: null, ending }, draft: null });
    await expectValid();
  });
});

it("no title names a voter: browsers keep titles", async () => {
  const { page } = await open();
  expect(root.querySelector("h1")?.textContent).toBe("Priya Shah");
  expect(titleOf(page.state())).toBe("Call · Rivermouth");
});
