// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import type { Hours } from "../../src/api/types";
import { bestOn, contrast } from "../../src/organiser/settings/contrast";
import { draftOf, faultsOf, settingsOf } from "../../src/organiser/settings/form";
import { sizeOf } from "../../src/organiser/settings/logo";
import type { Settings } from "../../src/organiser/settings/types";
import { wrongDays } from "../../src/organiser/ui/hours";
import { all, button, html, inADocument, press, text, type, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const ROUTE = "/api/organiser/settings";
const DAY: [string, string] = ["10:00", "20:00"];
const HOURS: Hours = { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: DAY, sun: null };

function someSettings(change: Partial<Settings> = {}): Settings {
  return {
    name: "Rivermouth",
    party: "Us",
    imprint: "Promoted by A. Agent.",
    privacy_contact: "privacy@example.org",
    brand: "#5b2a86",
    on_brand: "#ffffff",
    default_hours: HOURS,
    poll_date: "2027-05-06",
    ends_at: "2027-05-06T21:00:00Z",
    logo: null,
    ...change,
  };
}

function server() {
  return organiserServer({
    [`GET ${ROUTE}`]: { settings: someSettings() },
    [`PUT ${ROUTE}`]: (body: Partial<Settings>) => ({ settings: someSettings(body) }),
  });
}

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    // WCAG's own boundary: the lightest grey that is enough on white.
    ["#767676", "#ffffff", 4.54],
    ["#777777", "#ffffff", 4.48],
  ])("of %s and %s is %d", (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
    expect(contrast(other, one)).toBeCloseTo(ratio, 1);
  });

  it("is enough with white or with black, whatever the colour", () => {
    for (let n = 0; n < 0xffffff; n += 4_099) {
      const colour = `#${n.toString(16).padStart(6, "0")}`;
      expect(contrast(colour, bestOn(colour))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("settings", () => {
  it("keep the end of access in UK time", () => {
    const draft = draftOf(someSettings());
    expect([draft.ends_date, draft.ends_time]).toEqual(["2027-05-06", "22:00"]);
    expect(settingsOf(draft)).toEqual(someSettings());
    expect(settingsOf({ ...draft, ends_time: "" }).ends_at).toBe("2027-05-06T22:59:00Z");
    expect(settingsOf({ ...draft, ends_date: "", ends_time: "" }).ends_at).toBeNull();
  });

  it("are looked through before they are sent", () => {
    const draft = draftOf(someSettings());
    expect(faultsOf(draft)).toEqual({});
    expect(Object.keys(faultsOf({ ...draft, name: " " }))).toEqual(["name"]);
    expect(Object.keys(faultsOf({ ...draft, brand: "purple" }))).toEqual(["brand"]);
    expect(Object.keys(faultsOf({ ...draft, brand: "#ffff00" }))).toEqual(["on_brand"]);
    const wrong = { ...HOURS, mon: ["20:00", "10:00"] as [string, string] };
    expect(Object.keys(faultsOf({ ...draft, default_hours: wrong }))).toEqual(["hours"]);
  });

  it("are shown as valid HTML, and only what was changed is saved", async () => {
    const made = server();
    const { page } = await openOrganiser("settings", made);
    // The colours are put on by the CSSOM, as the page's own are: no attribute in the HTML that is sent.
    expect(await faultsIn(html().replace(/ style="background[^"]*"/, ""))).toEqual([]);
    await type("#party", "The Harbour Party");
    expect(text()).toContain("Not saved yet.");
    await press("Save");
    expect(made.bodies.find(([route]) => route === `PUT ${ROUTE}`)?.[1]).toEqual({
      party: "The Harbour Party",
    });
    expect(page.state().campaign?.party).toBe("The Harbour Party");
    expect(text()).toContain("Saved.");
    expect(text()).not.toContain("Not saved yet.");
  });

  it("say at once whether text can be read on the party's colour, and what can", async () => {
    const made = server();
    await openOrganiser("settings", made);
    expect(text()).toContain("Easy to read: contrast 9.9 to 1.");
    await type("#brand", "#ffff00");
    expect(text()).toContain("Hard to read: contrast 1 to 1.");
    await press("Save");
    expect(made.sent).not.toContain(`PUT ${ROUTE}`);
    expect(all("#on-brand")[0]?.getAttribute("aria-invalid")).toBe("true");
    await press("Use black text");
    expect(text()).toContain("Easy to read");
  });

  it("are not lost while somebody signs in again", async () => {
    const made = server();
    const { page } = await openOrganiser("settings", made);
    await type("#party", "Half typed");
    page.signedOut();
    await wait();
    void page.signedIn("sam");
    await wait();
    expect(all<HTMLInputElement>("#party")[0]?.value).toBe("Half typed");
  });
});

describe("calling hours", () => {
  it("end after they begin; midnight ends a day", () => {
    expect(wrongDays({ ...HOURS, mon: ["10:00", "24:00"] })).toEqual([]);
    expect(wrongDays({ ...HOURS, mon: ["10:00", "10:00"], tue: ["", "12:00"] })).toEqual([
      "mon",
      "tue",
    ]);
  });

  it("are closed, opened and given to every open day", async () => {
    const made = server();
    await openOrganiser("settings", made);
    const days = all<HTMLInputElement>(".hours-days input[type=checkbox]");
    days[1]?.click();
    await wait();
    days[6]?.click();
    await wait();
    await type('[aria-label="Monday, until"]', "00:00");
    await press("10:00 to 00:00 on every open day");
    await press("Save");
    const [, body] = made.bodies.find(([route]) => route === `PUT ${ROUTE}`) ?? [];
    const long = ["10:00", "24:00"];
    expect(body).toEqual({
      default_hours: {
        mon: long,
        tue: null,
        wed: long,
        thu: long,
        fri: long,
        sat: long,
        sun: long,
      },
    });
  });
});

describe("a logo", () => {
  it("is measured without its Base64", () => {
    expect(sizeOf("data:image/png;base64,AAAA")).toBe(3);
  });
  it("is removed", async () => {
    const made = server();
    const logo = "data:image/png;base64,AAAA";
    made.routes.set(`GET ${ROUTE}`, { settings: someSettings({ logo }) });
    await openOrganiser("settings", made);
    expect(all<HTMLImageElement>(".logo")[0]?.src).toBe(logo);
    await press("Remove the logo");
    expect(all(".logo")).toHaveLength(0);
    expect(button("Save")).toBeDefined();
  });
});
