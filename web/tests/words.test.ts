// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { isTyping, keyAction } from "../src/more/keys";
import { entranceOf } from "../src/store/session";
import { dates, say, t } from "../src/strings";
import { whoseShort, whoseWord } from "../src/views/contact";
import { aClaim, LANDLINE, MOBILE } from "./builders";

describe("words", () => {
  it("have their places filled and their plural chosen", () => {
    expect(say(t.app.callsToday, { n: 1 })).toBe("1 call today");
    expect(say(t.banks.left, { n: 1234 })).toBe("1,234 people left to reach");
    expect(say("{a} {b}", { a: "x" })).toBe("x {b}");
  });
  it("tell days and times in UK time", () => {
    const now = new Date("2027-07-15T12:00:00Z");
    const at = (iso: string) => dates.dayAndTime(new Date(iso), now);
    expect(at("2027-07-15T17:30:00Z")).toBe("today at 18:30");
    expect(at("2027-07-16T08:00:00Z")).toBe("tomorrow at 09:00");
    expect(dates.day(new Date("2027-07-14T22:30:00Z"), now)).toBe("yesterday");
    expect(dates.day(new Date("2027-07-19T12:00:00Z"), now)).toBe("Monday");
    expect(dates.day(new Date("2027-07-02T12:00:00Z"), now)).toBe("2 July");
  });
});

describe("whose number it is", () => {
  const claim = aClaim();
  it.each([
    [LANDLINE, "Priya’s landline", false],
    [MOBILE, "This is Robin’s mobile. Ask for Priya.", true],
    [
      { ...LANDLINE, whose: ["priya", "robin"], shared: true },
      "Shared by Priya and Robin. Ask who you are speaking to.",
      true,
    ],
    [
      { ...LANDLINE, whose: [] },
      "We do not know whose number this is. Ask who you are speaking to.",
      true,
    ],
  ])("is said in words", (number, text, care) => {
    expect(whoseWord(claim, number)).toEqual({ text, care });
  });
  it("has a short form for lists", () => {
    expect(whoseShort(claim, MOBILE)).toBe("Robin’s mobile");
    expect(whoseShort(claim, { ...MOBILE, whose: [] })).toBe("mobile");
  });
});

describe("keys", () => {
  const press = (key: string, more = {}) =>
    keyAction(
      { key, ctrl: false, alt: false, typing: false, ...more },
      { sheet: false, enabled: true },
    );
  it("open the sheet, choose and save", () => {
    expect(press("n")).toEqual({ do: "not-reached" });
    expect(press("3")).toEqual({ do: "choose", index: 2 });
    expect(press("Enter", { ctrl: true })).toEqual({ do: "save" });
  });
  it("do nothing while typing, except saving", () => {
    expect(press("n", { typing: true })).toBeNull();
    expect(press("3", { typing: true })).toBeNull();
    expect(press("Enter", { ctrl: true, typing: true })).toEqual({ do: "save" });
  });
  it("leave the browser's own alone", () => {
    expect(press("n", { ctrl: true })).toBeNull();
    expect(press("1", { alt: true })).toBeNull();
    expect(press("0")).toBeNull();
  });
  it("with a single letter can be switched off", () => {
    const off = { sheet: false, enabled: false };
    expect(keyAction({ key: "n", ctrl: false, alt: false, typing: false }, off)).toBeNull();
  });
  it("know where one types", () => {
    const make = (html: string) => {
      document.body.innerHTML = html;
      return document.body.firstElementChild;
    };
    expect(isTyping(make("<textarea></textarea>"))).toBe(true);
    expect(isTyping(make("<select></select>"))).toBe(true);
    expect(isTyping(make("<input type=date>"))).toBe(true);
    expect(isTyping(make("<input type=radio>"))).toBe(false);
    expect(isTyping(make("<button></button>"))).toBe(false);
  });
});

describe("the way in", () => {
  it.each([
    ["/", "", { kind: "home" }],
    ["/join/river-42", "", { kind: "join", join: "river-42" }],
    ["/join/", "", { kind: "home" }],
    [
      "/",
      "#/sign-in?email=a%40example.org&code=123456",
      { kind: "link", email: "a@example.org", code: "123456" },
    ],
    ["/", "#/sign-in", { kind: "home" }],
  ])("is read from %s%s", (path, hash, entrance) => {
    expect(entranceOf(path, hash)).toEqual(entrance);
  });
});
