import { describe, expect, it } from "vitest";
import { newDraft } from "../src/call/draft";
import * as flow from "../src/call/flow";
import * as seldom from "../src/call/flow-seldom";
import { aClaim } from "./builders";

const one = aClaim({ id: "one" });
const two = aClaim({ id: "two" });
const three = aClaim({ id: "three" });
const saved: flow.Saved = {
  claim: one,
  draft: newDraft(one),
  outcome: "not_home",
  talks: 0,
  at: "2027-01-15T14:10:00Z",
};
const started = flow.given(flow.asked(flow.begin("bank-1")), { claim: one });
const withDeck = flow.given(flow.asked(started), { claim: two });

describe("the call flow", () => {
  it("asks for a household, then for one on deck, then for no more", () => {
    expect(flow.wantsNext(flow.begin("bank-1"))).toBe(true);
    expect(flow.wantsNext(flow.asked(flow.begin("bank-1")))).toBe(false);
    expect(flow.shown(started)).toBe(one);
    expect(flow.wantsNext(started)).toBe(true);
    expect(flow.wantsNext(withDeck)).toBe(false);
    expect(flow.holding(withDeck)).toEqual(["one", "two"]);
  });
  it("moves the next one up when a call is saved, and wants another", () => {
    const after = flow.done(withDeck, saved);
    expect(flow.shown(after)).toBe(two);
    expect(after.deck).toBeNull();
    expect(flow.wantsNext(after)).toBe(true);
  });
  it("does not show again what was saved here, though the server may not know it yet", () => {
    const after = flow.done(withDeck, saved);
    expect(flow.given(after, { claim: one }).deck).toBeNull();
    expect(flow.shown(flow.resume(after, [one, three]))).toBe(three);
  });
  it("does not take one household twice", () => {
    expect(flow.given(withDeck, { claim: one })).toMatchObject({ current: one, deck: two });
    expect(flow.given(started, { claim: one }).deck).toBeNull();
  });
  it("lets a refused household come up again", () => {
    const after = seldom.reopened(flow.done(withDeck, saved), "one");
    expect(flow.given(after, { claim: one }).deck).toBe(one);
  });
  it("keeps the server's reason, and forgets it when a call is saved", () => {
    const ended = flow.given(started, { claim: null, reason: "finished", retry_at: null });
    expect(ended.ending).toEqual({ reason: "finished", retryAt: null });
    expect(flow.shown(ended)).toBe(one);
    expect(flow.wantsNext(ended)).toBe(false);
    expect(flow.wantsNext(flow.done(ended, saved))).toBe(true);
  });
  it("goes on with the live claims after a reload", () => {
    expect(flow.resume(flow.begin("bank-1"), [one, two])).toMatchObject({
      current: one,
      deck: two,
    });
    expect(flow.shown(flow.resume(flow.begin("bank-1"), []))).toBeNull();
  });
});

describe("leases", () => {
  it("are over by the clock that is given", () => {
    expect(flow.isOver(one, new Date("2027-02-10T18:59:59Z"))).toBe(false);
    expect(flow.isOver(one, new Date("2027-02-10T19:00:00Z"))).toBe(true);
  });
  it("can be renewed", () => {
    const later = seldom.renewed(withDeck, "two", "2027-02-10T19:30:00Z");
    expect(later.deck?.until).toBe("2027-02-10T19:30:00Z");
    expect(later.current?.until).toBe(one.until);
  });
  it("that were lost on deck are dropped; on the screen the household stays, not to be rung", () => {
    expect(seldom.lost(withDeck, "two")).toMatchObject({ current: one, deck: null, lost: null });
    const gone = seldom.lost(withDeck, "one");
    expect(gone).toMatchObject({ current: one, lost: "one" });
    expect(flow.dropped(gone, "one")).toMatchObject({ current: two, deck: null, lost: null });
    expect(seldom.renewed(gone, "one", one.until).lost).toBeNull();
  });
});

describe("changing the last call", () => {
  const after = flow.done(withDeck, saved);
  it("shows it, and the present call waits behind it", () => {
    const changing = flow.change(after);
    expect(flow.shown(changing)).toBe(one);
    expect(flow.shown(flow.changed(changing, null))).toBe(two);
  });
  it("keeps the newest version for another change", () => {
    const version: flow.Saved = { ...saved, outcome: "answered", talks: 1 };
    expect(flow.changed(flow.change(after), version).saved?.outcome).toBe("answered");
    expect(flow.changed(flow.change(after), null).saved?.outcome).toBe("not_home");
  });
});
