import { render } from "preact";
import { afterEach, beforeEach, vi } from "vitest";
import type { Call, CallBack, RingingBack } from "../src/api/types";
import { memoryStorage } from "../src/outbox/storage";
import { createController } from "../src/store/controller";
import type { Place, State } from "../src/store/state";
import { App } from "../src/views/app";
import { pages } from "../src/views/parts";
import { fakeApi } from "./fake-api";

export const wait = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);

let root: HTMLElement;

/** The page in jsdom, which has no dialogs of its own. Call it once at the top of a test file. */
export function inADocument(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    localStorage.clear();
    localStorage.setItem("ringround.briefed", JSON.stringify(["sam bank-1"]));
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
    root.remove();
    render(null, root);
    vi.useRealTimers();
  });
}

/** Opens the page at a screen, signed in, against a server of the test's own. */
export async function openAt(place: Place | "", server = fakeApi(), state: Partial<State> = {}) {
  history.replaceState(null, "", `/${place}`);
  const storage = memoryStorage();
  const here = root;
  const page = createController(
    (painted) => {
      // A page whose test is over is painted no more.
      if (here.isConnected) render(<App state={painted} on={page} />, here);
    },
    server.api,
    storage,
  );
  await pages.load();
  void page.start({ kind: "home" });
  await wait();
  page.store.set(state);
  await vi.dynamicImportSettled();
  await wait();
  return { page, server, storage };
}

export const text = () => root.textContent ?? "";
export const heading = () => root.querySelector("h1")?.textContent;
export const html = () => root.innerHTML;
export const all = <E extends Element>(selector: string) => [...root.querySelectorAll<E>(selector)];

/** The button with this text or label; a test fails where there is none. */
export function button(name: string): HTMLButtonElement {
  const found = all<HTMLButtonElement>("button").find((one) =>
    (one.getAttribute("aria-label") ?? one.textContent ?? "").includes(name),
  );
  if (!found) throw new Error(`no button “${name}” in: ${text()}`);
  return found;
}

export async function press(name: string): Promise<void> {
  button(name).click();
  await wait();
}

export async function type(selector: string, value: string): Promise<void> {
  const [field] = all<HTMLInputElement | HTMLTextAreaElement>(selector);
  if (!field) throw new Error(`no ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await wait(10);
}

export function aCall(change: Partial<Call> = {}): Call {
  return {
    id: "call-1",
    bank: "bank-1",
    at: "2027-02-10T18:05:00Z",
    outcome: "not_home",
    number: "+441134960000",
    number_id: "n-landline",
    number_display: "0113 496 0000",
    tried: [],
    language: null,
    people: [
      { person: "priya", name: "Priya Shah", outcome: "not_home", answers: {}, note: null },
      { person: "robin", name: "Robin Shah", outcome: "not_home", answers: {}, note: null },
    ],
    note: null,
    call_back_at: null,
    call_back_for: null,
    version: 1,
    late: false,
    ...change,
  };
}

export function aCallBack(change: Partial<CallBack> = {}): CallBack {
  return {
    id: "call-0",
    bank: "bank-1",
    bank_name: "Support",
    at: "2027-02-10T18:30:00Z",
    person: "Priya Shah",
    town: "Rivermouth",
    note: null,
    mine_until: "2027-02-10T18:45:00Z",
    ...change,
  };
}

export function aMatch(change: Partial<RingingBack> = {}): RingingBack {
  return {
    household: "h1",
    bank: "bank-1",
    bank_name: "Support",
    number: { id: "n-landline", display: "0113 496 0000" },
    people: [{ id: "priya", name: "Priya Shah", first_name: "Priya" }],
    town: "Rivermouth",
    last_call: { at: "2027-02-10T16:00:00Z", outcome: "not_home", by_me: true },
    state: "can_talk",
    claim: null,
    my_call: null,
    ...change,
  };
}
