import { describe, expect, it } from "vitest";
import { NO_CALL_BACK } from "../src/call/draft";
import { ukMoment } from "../src/format/uk-time";
import { laterToday, nextDay, timed } from "../src/more/call-back-times";
import { fromUk, toApi, within } from "../src/more/uk-hours";
import { everyDay } from "./builders";

const hours = everyDay(["09:00", "21:00"]);
const iso = (date: Date | null) => date && toApi(date);

describe("UK time", () => {
  it("is Greenwich time in winter and an hour ahead in summer", () => {
    expect(ukMoment(new Date("2027-01-15T12:00:00Z")).time).toBe("12:00");
    expect(ukMoment(new Date("2027-07-15T12:00:00Z"))).toEqual({
      date: "2027-07-15",
      time: "13:00",
      day: "thu",
    });
  });
  it("is turned into an instant on both sides of the change of clocks", () => {
    expect(iso(fromUk("2027-03-27", "18:00"))).toBe("2027-03-27T18:00:00Z");
    expect(iso(fromUk("2027-03-28", "18:00"))).toBe("2027-03-28T17:00:00Z");
    expect(iso(fromUk("2027-10-31", "00:30"))).toBe("2027-10-30T23:30:00Z");
    expect(iso(fromUk("2027-10-31", "18:00"))).toBe("2027-10-31T18:00:00Z");
  });
  it("refuses what is no date", () => {
    expect(fromUk("", "18:00")).toBeNull();
    expect(fromUk("2027-03-27", "")).toBeNull();
  });
  it("knows the hours: the closing minute is outside, midnight may be the end", () => {
    expect(within(hours, new Date("2027-01-15T20:59:00Z"))).toBe(true);
    expect(within(hours, new Date("2027-01-15T21:00:00Z"))).toBe(false);
    expect(within(everyDay(["00:00", "24:00"]), new Date("2027-01-15T23:59:00Z"))).toBe(true);
    expect(within(everyDay(null), new Date("2027-01-15T12:00:00Z"))).toBe(false);
  });
});

describe("later today", () => {
  it("is about two hours from now, on the half hour", () => {
    expect(iso(laterToday(new Date("2027-01-15T14:10:00Z"), hours))).toBe("2027-01-15T16:30:00Z");
  });
  it("is not offered when calling is nearly over by then", () => {
    expect(laterToday(new Date("2027-01-15T18:40:00Z"), hours)).toBeNull();
    expect(laterToday(new Date("2027-01-15T22:40:00Z"), everyDay(["00:00", "24:00"]))).toBeNull();
  });
});

describe("the next day", () => {
  it("is about this time tomorrow", () => {
    expect(iso(nextDay(new Date("2027-01-15T14:10:00Z"), hours))).toBe("2027-01-16T14:30:00Z");
  });
  it("is moved into the calling hours", () => {
    expect(iso(nextDay(new Date("2027-01-15T21:40:00Z"), hours))).toBe("2027-01-16T20:30:00Z");
    expect(iso(nextDay(new Date("2027-01-15T06:00:00Z"), hours))).toBe("2027-01-16T09:00:00Z");
  });
  it("leaves out days without calling", () => {
    const closed = { ...hours, sat: null, sun: null };
    expect(iso(nextDay(new Date("2027-01-15T14:10:00Z"), closed))).toBe("2027-01-18T14:30:00Z");
    expect(nextDay(new Date("2027-01-15T14:10:00Z"), everyDay(null))).toBeNull();
  });
});

describe("a call-back", () => {
  const now = new Date("2027-01-15T14:10:00Z");
  const at = (date: string, time: string) =>
    timed({ ...NO_CALL_BACK, choice: "at", date, time }, now, hours).fault;
  it("needs a time", () => {
    expect(timed(NO_CALL_BACK, now, hours)).toMatchObject({ at: null, fault: "missing" });
    expect(at("", "")).toBe("missing");
  });
  it("is in the future, in the next weeks, and within the hours", () => {
    expect(at("2027-01-15", "14:00")).toBe("past");
    expect(at("2027-05-15", "14:00")).toBe("too_far");
    expect(at("2027-01-16", "22:00")).toBe("outside_hours");
    expect(at("2027-01-16", "18:00")).toBeNull();
    const chosen = timed({ ...NO_CALL_BACK, choice: "tomorrow" }, now, hours);
    expect(chosen).toMatchObject({ at: "2027-01-16T14:30:00Z", fault: null });
  });
});
