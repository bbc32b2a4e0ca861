// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import type { ResponseBody } from "../src/api/types";
import { backOff, Outbox, type OutboxEvents } from "../src/outbox/outbox";
import { deviceStorage, type Entry, jotted, memoryStorage } from "../src/outbox/storage";

const body: ResponseBody = { outcome: "not_home", people: [] };
const entry = (id: string, change: Partial<Entry> = {}): Entry => ({
  id,
  caller: "sam",
  claim: id,
  at: "2027-01-15T14:10:00Z",
  what: { kind: "response", body },
  ...change,
});

function setUp(storage = memoryStorage()) {
  const on = {
    send: vi.fn<OutboxEvents["send"]>(async () => ({})),
    sent: vi.fn<OutboxEvents["sent"]>(),
    refused: vi.fn<OutboxEvents["refused"]>(),
    signedOut: vi.fn<OutboxEvents["signedOut"]>(),
    changed: vi.fn<OutboxEvents["changed"]>(),
  };
  return { on, storage, outbox: new Outbox(storage, on) };
}

/** Lets everything happen that waits for no clock. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the outbox", () => {
  it("stores before it sends, and forgets what has arrived", async () => {
    const { on, storage, outbox } = setUp();
    await outbox.open("sam");
    let stored: Entry[] = [];
    on.send.mockImplementation(async () => {
      stored = await storage.read();
      return {};
    });
    await outbox.add(entry("one"));
    await settle();
    expect(stored.map((one) => one.id)).toEqual(["one"]);
    expect(await storage.read()).toEqual([]);
    expect(on.changed).toHaveBeenLastCalledWith(0, false);
  });

  it("writes an entry down before the database has it, and no longer than that", async () => {
    const { outbox } = setUp();
    await outbox.open("sam");
    const added = outbox.add(entry("one"));
    // The page says "Saved" in this very moment: what it says is true already.
    expect(jotted().map((one) => one.id)).toEqual(["one"]);
    await added;
    expect(jotted()).toEqual([]);
  });

  it("takes up what a page wrote down that was closed before its database had it", async () => {
    const { storage, outbox } = setUp();
    await outbox.open("sam");
    storage.change = () => new Promise(() => {});
    void outbox.add(entry("one"));

    const later = setUp();
    expect((await later.outbox.open("sam")).map((one) => one.id)).toEqual(["one"]);
    await settle();
    expect(later.on.send).toHaveBeenCalledTimes(1);
    expect(await later.storage.read()).toEqual([]);
    expect(jotted()).toEqual([]);
  });

  it("passes over what another tab has stored since it looked", async () => {
    const { on, outbox } = setUp();
    vi.spyOn(Object, "keys").mockReturnValueOnce(["ringround.saving.one"]);
    expect(await outbox.open("sam")).toEqual([]);
    await outbox.add(entry("two"));
    await settle();
    expect(on.send.mock.calls.map(([one]) => one.id)).toEqual(["two"]);
  });

  it("keeps what it wrote down until it is sent where the browser has no database", async () => {
    const { on, outbox } = setUp(deviceStorage());
    on.send.mockRejectedValueOnce(new NetworkError("gone"));
    await outbox.open("sam");
    await outbox.add(entry("one"));
    await settle();
    expect(on.send).toHaveBeenCalledTimes(1);
    expect(jotted().map((one) => one.id)).toEqual(["one"]);
    await vi.runAllTimersAsync();
    expect(on.send).toHaveBeenCalledTimes(2);
    expect(jotted()).toEqual([]);
  });

  it("sends once what was written down and stored", async () => {
    const { storage } = setUp();
    localStorage.setItem("ringround.saving.one", JSON.stringify(entry("one")));
    await storage.change(() => [entry("one")]);
    const { on, outbox } = setUp(storage);
    await outbox.open("sam");
    await settle();
    expect(on.send).toHaveBeenCalledTimes(1);
  });

  it("sends one at a time, oldest first", async () => {
    const { on, outbox } = setUp();
    await outbox.open("sam");
    await Promise.all([outbox.add(entry("one")), outbox.add(entry("two"))]);
    await vi.runAllTimersAsync();
    expect(on.send.mock.calls.map(([one]) => one.id)).toEqual(["one", "two"]);
  });

  it("counts the same response once, however often it is added", async () => {
    const { on, outbox } = setUp();
    await outbox.open("sam");
    await Promise.all([outbox.add(entry("one")), outbox.add(entry("one"))]);
    await vi.runAllTimersAsync();
    expect(on.send).toHaveBeenCalledTimes(1);
  });

  it("tries again after a lost connection until the server has it", async () => {
    const { on, storage, outbox } = setUp();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    await outbox.open("sam");
    on.send.mockRejectedValueOnce(new NetworkError("gone"));
    on.send.mockRejectedValueOnce(new ApiError(503, "try_again", "busy", null, 2));
    await outbox.add(entry("one"));
    await settle();
    expect(on.changed).toHaveBeenLastCalledWith(1, true);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(on.send).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(on.send).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(on.send).toHaveBeenCalledTimes(3);
    expect(await storage.read()).toEqual([]);
  });

  it("takes up what an earlier page left behind", async () => {
    const first = setUp();
    first.on.send.mockRejectedValue(new NetworkError("gone"));
    await first.outbox.open("sam");
    await first.outbox.add(entry("one"));
    first.outbox.close();
    const second = setUp(first.storage);
    expect((await second.outbox.open("sam")).map((one) => one.id)).toEqual(["one"]);
    await vi.runAllTimersAsync();
    expect(second.on.sent).toHaveBeenCalledTimes(1);
  });

  it("does not send what another volunteer left on this device", async () => {
    const { on, storage, outbox } = setUp();
    await storage.change(() => [entry("theirs", { caller: "wei" })]);
    await outbox.open("sam");
    await vi.runAllTimersAsync();
    expect(on.send).not.toHaveBeenCalled();
    expect(await storage.read()).toHaveLength(1);
  });

  it("hands over what can never succeed, and goes on with the rest", async () => {
    const { on, storage, outbox } = setUp();
    await outbox.open("sam");
    on.send.mockRejectedValueOnce(new ApiError(422, "answer_invalid", "Not an option."));
    await outbox.add(entry("one"));
    await outbox.add(entry("two"));
    await settle();
    expect(on.refused).toHaveBeenCalledWith(
      expect.objectContaining({ refused: { code: "answer_invalid", message: "Not an option." } }),
    );
    expect(on.sent).toHaveBeenCalledTimes(1);
    expect((await storage.read()).map((one) => one.id)).toEqual(["one"]);
    await outbox.discard("one");
    expect(await storage.read()).toEqual([]);
  });

  it("waits for a new session when the old one has ended", async () => {
    const { on, storage, outbox } = setUp();
    await outbox.open("sam");
    on.send.mockRejectedValueOnce(new ApiError(401, "not_signed_in", "Sign in."));
    await outbox.add(entry("one"));
    await settle();
    expect(on.signedOut).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(on.send).toHaveBeenCalledTimes(1);
    await outbox.open("sam");
    await vi.runAllTimersAsync();
    expect(await storage.read()).toEqual([]);
  });
});

it("pauses grow up to a minute, and the server's own word comes first", () => {
  expect([1, 2, 3, 7, 20].map((tries) => backOff(tries, null, 0.5))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000,
  ]);
  expect(backOff(1, null, 0)).toBe(750);
  expect(backOff(1, 7, 0.5)).toBe(7_000);
});
