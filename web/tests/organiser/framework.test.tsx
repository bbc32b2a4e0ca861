// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import { pathOf, routeAt } from "../../src/organiser/route";
import { fakeApi } from "../fake-api";
import { all, button, heading, html, inADocument, openAt, press, text, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

describe("an address of the organiser's side", () => {
  it.each([
    ["/organiser", { screen: "", id: null, sub: null }],
    ["/organiser/", { screen: "", id: null, sub: null }],
    ["/organiser/import", { screen: "import", id: null, sub: null }],
    ["/organiser/banks/b%201/script", { screen: "banks", id: "b 1", sub: "script" }],
    ["/organiser/banks/%E0%A4%A", { screen: "banks", id: "%E0%A4%A", sub: null }],
  ])("%s is read", (path, route) => {
    expect(routeAt(path)).toEqual(route);
  });
  it("is made of its parts", () => {
    expect(pathOf("")).toBe("/organiser");
    expect(pathOf("banks", "b 1", "script")).toBe("/organiser/banks/b%201/script");
  });
});

describe("the organiser's side", () => {
  it("opens at its address, with one heading and the title to it", async () => {
    const { page } = await openOrganiser("settings");
    expect(heading()).toBe("Settings and close");
    expect(page.state().screen.title).toBe("Settings and close");
    expect(all("h1")).toHaveLength(1);
    expect(all('nav [aria-current="page"]').map((one) => one.textContent)).toEqual([
      "Settings and close",
    ]);
    expect(all(".organiser")[0]?.getAttribute("lang")).toBe("en");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("goes from screen to screen by addresses, and back", async () => {
    const { page } = await openOrganiser("settings");
    const link = all<HTMLAnchorElement>("nav a").find((one) => one.textContent === "Audit");
    link?.click();
    await wait();
    expect([location.pathname, heading()]).toEqual(["/organiser/audit", "Audit"]);
    history.replaceState(null, "", "/organiser/settings");
    page.arrive();
    await wait();
    expect(heading()).toBe("Settings and close");
  });

  it("says so where there is no such page", async () => {
    await openOrganiser("nonsense");
    expect(heading()).toBe("There is no such page");
  });

  it("is not for volunteers", async () => {
    await openOrganiser("audit", fakeApi());
    expect(heading()).toBe("This is for organisers");
    await press("To the start page");
    expect(location.pathname).not.toContain("organiser");
  });

  it("is reached from the menu by organisers, and by nobody else", async () => {
    await openAt("my-calls");
    expect(text()).not.toContain("Organise");
    await openAt("my-calls", organiserServer());
    button("Organise").click();
    await wait();
    expect(location.pathname).toBe("/organiser");
  });

  it("is where an organiser lands while no bank is open", async () => {
    const server = organiserServer();
    server.banks.length = 0;
    await openOrganiser("", server);
    history.replaceState(null, "", "/");
    await openAt("", server);
    expect([location.pathname, heading()]).toEqual(["/organiser", "Overview"]);
  });

  it("asks to sign in again where the session has ended, and goes on there", async () => {
    const server = organiserServer();
    server.routes.set("GET /api/organiser/audit", new ApiError(401, "not_signed_in", "Sign in."));
    const { page } = await openOrganiser("audit", server);
    page.signedOut();
    await wait();
    expect(page.state().screen.name).toBe("sign-in");
    server.routes.delete("GET /api/organiser/audit");
    void page.signedIn("sam");
    await wait();
    expect(heading()).toBe("Audit");
  });

  it("can be looked at in one tab while another one calls", async () => {
    const server = organiserServer();
    const held = {
      request: async (_: string, __: object, take: (lock: null) => void) => take(null),
    };
    Object.defineProperty(navigator, "locks", { value: held, configurable: true });
    try {
      const { page } = await openOrganiser("settings", server);
      expect(heading()).toBe("Settings and close");
      expect(all(".menu li").map((one) => one.textContent)).toEqual(["Go on calling"]);
      expect(page.state().flow).toBeNull();
      history.replaceState(null, "", "/my-calls");
      await openAt("my-calls", server);
      expect(heading()).toContain("another tab");
    } finally {
      Reflect.deleteProperty(navigator, "locks");
    }
  });
});
