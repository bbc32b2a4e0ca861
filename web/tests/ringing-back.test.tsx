// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError } from "../src/api/client";
import type { RingingBack } from "../src/api/types";
import { aClaim, LANDLINE, MOBILE } from "./builders";
import { fakeApi } from "./fake-api";
import {
  aCall,
  all,
  aMatch,
  heading,
  inADocument,
  openAt,
  press,
  text,
  type,
  wait,
} from "./mounted";

inADocument();

async function lookedUp(matches: RingingBack[], typed = "0000") {
  const server = fakeApi();
  server.routes.set(`GET /api/ringing-back?number=${encodeURIComponent(typed)}`, { matches });
  const opened = await openAt("", server);
  opened.page.open("ringing-back");
  await wait();
  await type("#number", typed);
  all("form")[0]?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await wait();
  return opened;
}

describe("somebody is ringing back", () => {
  it("is looked up by a whole number as it was typed", async () => {
    const { server } = await lookedUp([aMatch()], "+44 113 496 0000");
    expect(server.sent).toContain("GET /api/ringing-back?number=%2B44%20113%20496%200000");
    expect(text()).toContain("Priya Shah");
    expect(text()).toContain("One household was rung on it");
  });

  it("needs four digits, and says so at the field", async () => {
    const { server } = await lookedUp([], "000");
    expect(text()).toContain("Enter at least the last four digits");
    expect(all("#number")[0]?.getAttribute("aria-invalid")).toBe("true");
    expect(server.sent.some((one) => one.includes("ringing-back"))).toBe(false);
  });

  it.each<[string, ApiError, string]>([
    ["too many", new ApiError(429, "lookups_an_hour", "Wait."), "looked up many numbers"],
    ["no number", new ApiError(400, "malformed", "No."), "does not look like a phone number"],
    ["no server", new ApiError(500, "internal", "Oh."), "Something went wrong on our side"],
  ])("says in words what is wrong: %s", async (_, error, words) => {
    const { server } = await lookedUp([]);
    server.trouble.before = error;
    all("form")[0]?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
    await wait();
    expect(all(".field-error")[0]?.textContent).toContain(words);
    expect(document.activeElement?.id).toBe("number");
  });

  it("is taken at once: the deck goes back first, and the household on the screen waits", async () => {
    const { page, server } = await lookedUp([aMatch()]);
    const claim = aClaim({ id: "claim-r", ringing_back: "n-landline" });
    server.routes.set("POST /api/ringing-back", { claim });
    expect(page.state().flow).toMatchObject({
      current: { id: "claim-1" },
      deck: { id: "claim-2" },
    });
    server.sent.length = 0;
    await press("Take the call");
    expect(server.sent.slice(0, 2)).toEqual(["release", "POST /api/ringing-back"]);
    expect(page.state().screen.name).toBe("call");
    expect(page.state().flow).toMatchObject({
      current: { id: "claim-r", ringing_back: "n-landline" },
      deck: { id: "claim-1" },
      asking: false,
    });
    // Whom somebody looked up does not stay in the page.
    expect(page.state().more.lookup?.matches).toBeNull();
  });

  it("is not to be had any more: said at the household, and the deck is filled again", async () => {
    const { page, server } = await lookedUp([aMatch()]);
    server.routes.set("POST /api/ringing-back", new ApiError(409, "held", "Held."));
    await press("Take the call");
    expect(all(".match .field-error")[0]?.textContent).toContain("Another volunteer has");
    expect(page.state().flow?.deck?.id).toBe("claim-3");
    expect(page.state().screen.name).toBe("ringing-back");
  });

  it("is the one on deck: it comes to the screen, on the number that rings, and the server is told", async () => {
    const { page, server } = await lookedUp([aMatch({ state: "mine", claim: "claim-2" })]);
    const claim = aClaim({ id: "claim-2", numbers: [LANDLINE, MOBILE], ringing_back: MOBILE.id });
    server.routes.set("POST /api/ringing-back", { claim });
    server.sent.length = 0;
    await press("Go to this household");
    expect(page.state().flow).toMatchObject({
      current: { id: "claim-2", ringing_back: MOBILE.id },
      deck: { id: "claim-1" },
      parked: true,
    });
    expect(page.state().draft?.number).toBe(MOBILE.id);
    expect(text()).not.toContain("Other numbers here");
    expect(server.sent).toEqual(["POST /api/ringing-back"]);
    expect(page.state().screen.name).toBe("call");
  });

  it.each<[RingingBack["state"], string]>([
    ["held", "Another volunteer has them now"],
    ["asked_not_to_be_called", "Apologise, and do not canvass"],
    ["nothing_to_ask", "There is nothing left to ask"],
  ])("says what to do and say: %s", async (state, words) => {
    await lookedUp([aMatch({ state })]);
    expect(text()).toContain(words);
    expect(all(".match .say")).toHaveLength(1);
    expect(all("button").map((one) => one.textContent)).not.toContain("Take the call");
  });

  it("has a call of mine that can be changed", async () => {
    const { server } = await lookedUp([aMatch({ state: "nothing_to_ask", my_call: "call-1" })]);
    const claim = aClaim({ id: "call-1" });
    server.routes.set("GET /api/my/calls/call-1", { call: aCall(), claim });
    await press("Change what you recorded");
    expect(heading()).toBe("Priya Shah");
    expect(text()).toContain("You are changing the call");
  });

  it("is nobody whom we rang: what to say, and the number to give", async () => {
    await lookedUp([]);
    expect(text()).toContain("Nobody we rang has this number");
    expect(text()).toContain("0113 496 0999");
  });

  it("is forgotten with the screen", async () => {
    const { page } = await lookedUp([aMatch()]);
    page.open("banks");
    await wait();
    expect(JSON.stringify(page.state().more)).not.toContain("Priya");
  });
});
