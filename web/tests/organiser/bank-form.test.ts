import { describe, expect, it } from "vitest";
import {
  asE164,
  changeOf,
  faultsOf,
  followsOf,
  formOf,
  newBankOf,
  newForm,
  otherKind,
} from "../../src/organiser/banks/form";
import { everyDay } from "../builders";
import { aKind, aManagedBank } from "./banks";

const HOURS = everyDay(["09:00", "21:00"]);

describe("the form of a bank", () => {
  it("changes nothing where nothing was changed", () => {
    const form = formOf(aManagedBank());
    expect(changeOf(form, form)).toEqual({});
    // The number is shown as it is read, which is no change of it.
    expect(changeOf(form, { ...form, returnNumber: "+44 113 496 0999" })).toEqual({});
  });

  it("sends only what was changed, and says what follows from it", () => {
    const form = formOf(aManagedBank());
    const change = changeOf(form, { ...form, attempts: 5, coolDown: 60, name: " Again " });
    expect(change).toEqual({ max_attempts: 5, cool_down_minutes: 60, name: "Again" });
    expect(followsOf(change)).toEqual(["coolDown", "attempts"]);
  });

  it("sends no target for a bank whose people imports have named, unless rules are wanted", () => {
    const form = formOf(aManagedBank({ target: null }));
    expect(form.filtered).toBe(false);
    expect(changeOf(form, { ...form, attempts: 5 })).not.toHaveProperty("target");
    expect(changeOf(form, { ...form, filtered: true })).toEqual({
      target: { match: "all", rules: [] },
    });
  });

  it("makes a new bank paused, with its kind's rules", () => {
    const form = newForm(aKind({ defaults: { max_attempts: 2 } }), HOURS);
    expect(newBankOf({ ...form, name: "Rivers" })).toMatchObject({
      name: "Rivers",
      kind: "voter_id",
      status: "paused",
      max_attempts: 2,
      cool_down_minutes: 240,
      hours: HOURS,
      target: { match: "all", rules: [] },
    });
  });

  it("takes another kind's rules over, but nothing that was decided already", () => {
    const first = aKind();
    const second = aKind({
      kind: "get_out_the_vote",
      defaults: { max_attempts: 4, cool_down_minutes: 120 },
    });
    const decided = { ...newForm(first, HOURS), name: "Mine", attempts: 8 };
    expect(otherKind(decided, first, second, HOURS)).toMatchObject({
      kind: "get_out_the_vote",
      name: "Mine",
      attempts: 8,
      coolDown: 120,
    });
  });

  it("says what has to be put right", () => {
    const form = formOf(aManagedBank({ screening: true }));
    expect(faultsOf(form)).toEqual({});
    expect(
      faultsOf({
        ...form,
        name: " ",
        hours: everyDay(null),
        screening: "waive",
        returnNumber: "12",
        claimsPerHour: "1.5",
      }),
    ).toEqual({
      name: "nameMissing",
      hours: "hoursNone",
      waived: "waivedMissing",
      returnNumber: "numberWrong",
      claimsPerHour: "limitWrong",
    });
    expect(faultsOf({ ...form, screening: "waive", waived: "n/a" }).waived).toBe("waivedShort");
    expect(faultsOf({ ...form, hours: { ...HOURS, mon: ["21:00", "09:00"] } }).hours).toBe(
      "hoursWrong",
    );
  });

  it("does without screening only with its reason, which the bank keeps", () => {
    const form = formOf(aManagedBank({ screening: true }));
    expect(changeOf(form, { ...form, screening: "waive", waived: "They all agreed" })).toEqual({
      screening_waived: "They all agreed",
    });
  });

  it.each([
    ["0113 496 0999", "+441134960999"],
    ["+44 (0)113 496 0999", "+441134960999"],
    ["0044 113 496 0999", "+441134960999"],
    ["07700 900123", "+447700900123"],
    ["999", null],
    ["ring me", null],
    ["", null],
  ])("reads %s as a number", (typed, number) => {
    expect(asE164(typed)).toBe(number);
  });
});
