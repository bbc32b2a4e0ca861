// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "../src/api/client";
import { type Entrance, entranceOf } from "../src/store/session";
import { fakeApi } from "./fake-api";
import { all, heading, inADocument, openAt, press, text, type, wait } from "./mounted";

inADocument();

/** Somebody who is not signed in comes to an address. */
async function arriving(path: string, hash = "", server = fakeApi()) {
  server.endSession();
  const bodies: [path: string, body: Record<string, unknown>][] = [];
  const { send } = server.api;
  server.api.send = (method: string, to: string, body?: unknown) => {
    if (method === "POST") bodies.push([to, JSON.parse(JSON.stringify(body))]);
    return send(method, to, body);
  };
  const opened = await openAt("", server);
  const entrance: Entrance = entranceOf(path, hash);
  void opened.page.start(entrance);
  await wait();
  await wait();
  return { ...opened, bodies };
}

async function submit(): Promise<void> {
  all("form")[0]?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await wait();
}

describe("signing in", () => {
  it("takes an e-mail and a code, in the reader's language", async () => {
    const { page, bodies } = await arriving("/");
    await type("#email", "sam@example.org");
    await submit();
    expect(heading()).toBe("Check your e-mail");
    expect(text()).toContain("sam@example.org");
    await type("#code", "123 456");
    await submit();
    expect(bodies).toEqual([
      ["/api/login/code", { email: "sam@example.org", language: "en" }],
      ["/api/login", { email: "sam@example.org", code: "123456" }],
    ]);
    expect(page.state().screen.name).toBe("call");
  });

  it.each<[string, ApiError | NetworkError, string]>([
    ["wrong", new ApiError(401, "code_wrong", "", { tries_left: 2 }), "You have 2 tries left"],
    ["used up", new ApiError(401, "code_expired", "", { tries_left: 0 }), "tried too often"],
    ["expired", new ApiError(401, "code_expired", ""), "no longer good"],
    ["closed", new ApiError(401, "closed", ""), "has been closed"],
    ["too many", new ApiError(429, "too_many", ""), "Too many tries"],
    ["offline", new NetworkError("offline"), "We cannot reach the phone bank"],
  ])("says what is wrong with a code: %s", async (_, error, words) => {
    const { server } = await arriving("/", "#/sign-in?email=sam%40example.org&code=123456");
    server.routes.set("POST /api/login", error);
    await submit();
    expect(all(".field-error")[0]?.textContent).toContain(words);
    expect(document.activeElement?.id).toBe("code");
  });
});

describe("the link in the mail", () => {
  const hash = "#/sign-in?email=sam%40example.org&code=123456";

  it("is one press, and says whose address it is for", async () => {
    const { page, bodies } = await arriving("/", hash);
    expect(text()).toContain("Sign in as sam@example.org");
    expect(all<HTMLInputElement>("#code")[0]?.value).toBe("123456");
    await submit();
    expect(bodies).toEqual([["/api/login", { email: "sam@example.org", code: "123456" }]]);
    expect(page.state().screen.name).toBe("call");
  });

  it("asks somebody new for a name, where it was opened on another device", async () => {
    const { server, bodies } = await arriving("/", `${hash}&join=river-42`);
    server.routes.set("POST /api/login", new ApiError(422, "name_needed", "Say your name."));
    await submit();
    expect(document.activeElement?.id).toBe("name");
    server.routes.delete("POST /api/login");
    await type("#name", "Sam Reid");
    await submit();
    expect(bodies.at(-1)?.[1]).toEqual({
      email: "sam@example.org",
      code: "123456",
      join: "river-42",
      name: "Sam Reid",
    });
  });

  it("can be replaced by a new code at once", async () => {
    const { bodies } = await arriving("/", `${hash}&join=river-42`);
    await press("Send the code again");
    expect(bodies[0]?.[1]).toMatchObject({ email: "sam@example.org", join: "river-42" });
    expect(text()).toContain("We sent a new code.");
    expect(heading()).toBe("Check your e-mail");
  });
});

describe("joining", () => {
  it("sends a code for the join link, with the name for afterwards", async () => {
    const { bodies } = await arriving("/join/river-42");
    expect(heading()).toBe("Join Rivermouth");
    await submit();
    expect(document.activeElement?.id).toBe("name");
    await type("#name", "Sam Reid");
    await type("#email", "sam@example.org");
    await submit();
    expect(all(".field-error")[0]?.textContent).toContain("once you agree");
    all<HTMLInputElement>("input[name=agree]")[0]?.click();
    await submit();
    await type("#code", "123456");
    await submit();
    expect(bodies).toEqual([
      [
        "/api/login/code",
        { email: "sam@example.org", join: "river-42", name: "Sam Reid", language: "en" },
      ],
      [
        "/api/login",
        { email: "sam@example.org", code: "123456", join: "river-42", name: "Sam Reid" },
      ],
    ]);
  });

  it("says that the link is closed, and whom to ask", async () => {
    const server = fakeApi();
    server.endSession();
    const campaign = {
      ...(await server.api.start()).campaign,
      privacy_contact: "privacy@example.org",
    };
    server.routes.set("GET /api/join/old", { open: false, campaign });
    await arriving("/join/old", "", server);
    expect(heading()).toBe("This link is closed");
    expect(all(".card")[0]?.textContent).toContain("privacy@example.org");
    await press("Have you joined before?");
    expect(heading()).toBe("Sign in to call");
  });

  it("goes on where it is not known whether it is closed", async () => {
    const server = fakeApi();
    server.routes.set("GET /api/join/x", new NetworkError("offline"));
    await arriving("/join/x", "", server);
    expect(heading()).toBe("Join Rivermouth");
  });
});

describe("where no mail is sent", () => {
  /** A server whose campaign has its organisers hand codes out. */
  async function byHand(path: string, hash = "") {
    const server = fakeApi();
    server.endSession();
    const { start } = server.api;
    server.api.start = async () => {
      const found = await start();
      return { ...found, campaign: { ...found.campaign, codes_by: "organiser" } };
    };
    const { campaign } = await server.api.start();
    server.routes.set("GET /api/join/river-42", { open: true, campaign });
    return arriving(path, hash, server);
  }

  it("no page promises one: an organiser gives the code", async () => {
    const { page, bodies } = await byHand("/");
    expect(text()).not.toMatch(/send|mail you|e-mailed/i);
    expect(text()).toContain("An organiser gives you a six-digit code");
    await type("#email", "sam@example.org");
    await submit();
    expect(heading()).toBe("An organiser gives you a code");
    expect(text()).toContain("see that sam@example.org is waiting");
    expect(text()).not.toMatch(/sent|send|spam/i);
    expect(text()).toContain("You can ask once more in");
    await type("#code", "123 456");
    await submit();
    expect(bodies.map(([path]) => path)).toEqual(["/api/login/code", "/api/login"]);
    expect(page.state().screen.name).toBe("call");
  });

  it("somebody new says their name, for the organiser to see", async () => {
    const { bodies } = await byHand("/join/river-42");
    await type("#name", "Noor Khan");
    await type("#email", "noor@example.org");
    all<HTMLInputElement>("input[name=agree]")[0]?.click();
    await press("Join and ask for a code");
    await submit();
    expect(bodies[0]).toEqual([
      "/api/login/code",
      { email: "noor@example.org", join: "river-42", name: "Noor Khan", language: "en" },
    ]);
    expect(heading()).toBe("An organiser gives you a code");
  });

  it.each<[ApiError, string]>([
    [new ApiError(401, "code_expired", ""), "Check it, or ask the organiser"],
    [new ApiError(401, "code_expired", "", { tries_left: 0 }), "Ask the organiser for a new one"],
    [new ApiError(401, "code_wrong", ""), "Check it with the organiser"],
  ])("says whom to ask about a code that does not open", async (error, words) => {
    const { server } = await byHand("/", "#/sign-in?email=sam%40example.org&code=123456");
    expect(text()).toContain("Sign in as sam@example.org. The code is filled in.");
    server.routes.set("POST /api/login", error);
    await submit();
    expect(all(".field-error")[0]?.textContent).toContain(words);
  });

  it("the link that an organiser gave is asked for once more by the same name", async () => {
    await byHand("/", "#/sign-in?email=sam%40example.org&code=123456");
    await press("Ask once more");
    expect(text()).toContain("The organisers see that you are still waiting.");
  });
});
