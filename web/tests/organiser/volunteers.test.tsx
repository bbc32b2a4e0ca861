// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError, NetworkError } from "../../src/api/client";
import { mailWord } from "../../src/organiser/volunteers/mail";
import { codeFixed, roleFixed } from "../../src/organiser/volunteers/questions";
import type { Volunteer } from "../../src/organiser/volunteers/types";
import { all, button, html, inADocument, press, text, type, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const aVolunteer = (change: Partial<Volunteer> = {}): Volunteer => ({
  id: "wei",
  name: "Wei Chen",
  email: "wei@example.org",
  role: "caller",
  active: true,
  joined_at: "2027-02-01T10:00:00Z",
  last_seen_at: "2027-02-10T18:00:00Z",
  calls: 12,
  conversations: 3,
  today: { calls: 5, conversations: 1 },
  flags: [],
  holding: 0,
  mail: null,
  ...change,
});
const ODD = aVolunteer({
  id: "bo",
  name: "Bo Quick",
  email: "bo@example.org",
  holding: 2,
  flags: [{ code: "too_fast", message: "112 calls in one hour.", value: 112, day: "2027-02-09" }],
});
const GONE = aVolunteer({ id: "ann", name: "Ann Gone", email: "ann@example.org", active: false });
const JOIN = {
  url: "https://phone.example.org/join/K7Q2",
  code: "K7Q2",
  until: "2099-01-01T00:00:00Z",
  open: true,
};
const V = "/api/organiser/volunteers";

const server = (join: typeof JOIN | null = JOIN) =>
  organiserServer({
    [`GET ${V}`]: { volunteers: [aVolunteer(), ODD, GONE], join, waiting: [] },
    [`PUT ${V}/wei`]: {},
    [`PUT ${V}/ann`]: {},
    [`DELETE ${V}/bo`]: {},
    "POST /api/organiser/join": { join: JOIN },
    "DELETE /api/organiser/join": {},
  });
const opened = (made = server()) => openOrganiser("volunteers", made);
const names = () => all("tbody th strong").map((one) => one.textContent);
const pick = async (label: string) => {
  all<HTMLLabelElement>(".choice")
    .find((one) => one.textContent?.includes(label))
    ?.querySelector("input")
    ?.click();
  await wait(10);
};

describe("the list of volunteers", () => {
  it("says who they are, what they did and what is odd, as valid HTML", async () => {
    await opened();
    expect(names()).toEqual(["Wei Chen", "Bo Quick"]);
    expect(text()).toContain("112 calls in one hour.");
    expect(text()).toContain("has 2 households now");
    expect(text()).toContain("3 spoken to");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("is searched, and shows the odd and the removed", async () => {
    await opened();
    await type("#people-search", "bo@");
    expect(names()).toEqual(["Bo Quick"]);
    await type("#people-search", "");
    await pick("something odd (1)");
    expect(names()).toEqual(["Bo Quick"]);
    await pick("Removed (1)");
    expect(names()).toEqual(["Ann Gone"]);
    await type("#people-search", "zzz");
    expect(text()).toContain("Nobody matches.");
  });

  it("that can not be had says so, and is asked for again", async () => {
    const made = server();
    made.routes.set(`GET ${V}`, new NetworkError("down"));
    await opened(made);
    expect(all('[role="alert"]')[0]?.textContent).toContain("no connection");
    made.routes.set(`GET ${V}`, { volunteers: [], join: null, waiting: [] });
    await press("Try again");
    expect(text()).toContain("Nobody yet.");
  });
});

describe("somebody", () => {
  it("gets another role: only what is changed is sent", async () => {
    const made = server();
    await opened(made);
    await press("Change Wei Chen");
    expect(await faultsIn(html())).toEqual([]);
    await pick("Also sees this side");
    await press("Save");
    expect(made.bodies).toContainEqual([`PUT ${V}/wei`, { role: "organiser" }]);
    expect(all("dialog")).toHaveLength(0);
  });

  it("is removed after a question that says what follows", async () => {
    const made = server();
    await opened(made);
    await press("Change Bo Quick");
    await press("Remove from the campaign");
    expect(made.sent).not.toContain(`DELETE ${V}/bo`);
    expect(text()).toContain("session ends at once");
    expect(text()).toContain("households in their hands go back");
    await press("Remove");
    expect(made.sent).toContain(`DELETE ${V}/bo`);
  });

  it("who was removed is taken back", async () => {
    const made = server();
    await opened(made);
    await pick("Removed (1)");
    await press("Take back Ann Gone");
    expect(made.bodies).toContainEqual([`PUT ${V}/ann`, { active: true }]);
  });

  it("stays where the server says no, and it is said why", async () => {
    const made = server();
    made.routes.set(`DELETE ${V}/bo`, new ApiError(403, "forbidden", "No."));
    await opened(made);
    await press("Change Bo Quick");
    await press("Remove from the campaign");
    await press("Remove");
    expect(all("dialog [role=alert]")[0]?.textContent).toContain("Your role does not allow that.");
  });

  it("may not demote themselves, nor may an organiser touch an administrator", () => {
    const admin = aVolunteer({ id: "x", role: "admin" });
    expect(roleFixed({ id: "x", role: "admin" }, admin)).toContain("your own role");
    expect(roleFixed({ id: "y", role: "organiser" }, admin)).toContain("Only an administrator");
    expect(roleFixed({ id: "y", role: "admin" }, admin)).toBeNull();
    expect(roleFixed({ id: "y", role: "organiser" }, aVolunteer())).toBeNull();
  });
});

describe("the join link", () => {
  it("is shown with its code and a sheet to print", async () => {
    await opened();
    expect(all<HTMLAnchorElement>(".join-url a")[0]?.href).toBe(JOIN.url);
    expect(all(".join-code svg.qr")).toHaveLength(1);
    expect(all(".print-sheet")[0]?.textContent).toContain("phone.example.org/join/K7Q2");
    expect(all(".print-sheet li")).toHaveLength(3);
  });

  it("is made with an end, and ends after a question", async () => {
    const made = server();
    await opened(made);
    await press("Make a new link");
    expect(text()).toContain("stops working at once");
    await type("#until", "2027-07-01");
    await press("Make a link");
    // The last minute of the day in UK summer time.
    expect(made.bodies).toContainEqual([
      "POST /api/organiser/join",
      { until: "2027-07-01T22:59:00.000Z" },
    ]);
    await press("End this link");
    await press("End this link");
    expect(made.sent).not.toContain("DELETE /api/organiser/join");
    all<HTMLButtonElement>("dialog .primary")[0]?.click();
    await wait();
    expect(made.sent).toContain("DELETE /api/organiser/join");
  });

  it("where there is none is made", async () => {
    await opened(server(null));
    expect(text()).toContain("Make a link, and whoever has it can join");
    expect(all(".print-sheet")).toHaveLength(0);
  });
});

describe("a list of new people", () => {
  const LIST = Array.from({ length: 450 }, (_, n) => `Person ${n}, p${n}@example.org`).join("\n");

  it("is looked at before it is sent", async () => {
    await opened();
    await type("#new-people", "Sam Reid, sam@example.org\nNo Mail");
    expect(text()).toContain("1 person understood. 1 line can not be used.");
    expect(text()).toContain("There is no e-mail address in it.");
    expect(button("Add 1 person")).toBeTruthy();
    expect(await faultsIn(html())).toEqual([]);
  });

  it("goes in parts, and after a broken connection on from where it was", async () => {
    const made = server();
    const answer = { added: 200, known: 0, refused: [] };
    made.routes.set(`POST ${V}`, answer);
    await opened(made);
    await type("#new-people", LIST);
    button("Add 450 people").click();
    await wait(8);
    made.routes.set(`POST ${V}`, new NetworkError("down"));
    await wait();
    expect(text()).toContain("There is no connection.");
    made.routes.set(`POST ${V}`, {
      added: 1,
      known: 3,
      refused: [{ email: "p9@example.org", reason: "removed" }],
    });
    await press("Add 450 people");
    const sizes = made.bodies
      .filter(([route]) => route === `POST ${V}`)
      .map(([, body]) => (body as { volunteers: unknown[] }).volunteers.length);
    expect(sizes).toEqual([200, 200, 200, 50]);
    expect(text()).toContain("202 people were added.");
    expect(text()).toContain("p9@example.org: was removed earlier");
  });

  it("without anybody in it is not sent", async () => {
    const made = server();
    await opened(made);
    await press("Add people");
    expect(text()).toContain("Paste at least one line");
    expect(made.sent).not.toContain(`POST ${V}`);
  });
});

describe("getting in without mail", () => {
  const NOOR = {
    id: "noor",
    name: "Noor Khan",
    email: "noor@example.org",
    since: "2027-02-10T18:40:00Z",
    known: false,
  };
  const CODE = {
    code: "012345",
    link: "https://phone.example.org/#/sign-in?email=noor%40example.org&code=012345",
    until: "2027-02-10T19:12:00Z",
  };
  const BOUNCED = { what: "bounced", at: "2027-02-10T18:00:00Z", lasting: true } as const;

  function waitingServer(change: Partial<Volunteer> = {}, waiting: unknown[] = [NOOR]) {
    const made = server();
    made.routes.set(`GET ${V}`, { volunteers: [aVolunteer(change), ODD], join: JOIN, waiting });
    made.routes.set(`POST ${V}/noor/code`, CODE);
    made.routes.set(`POST ${V}/wei/code`, CODE);
    made.routes.set(`DELETE ${V}/wei/mail`, {});
    made.routes.set("DELETE /api/organiser/waiting/noor", {});
    return made;
  }
  const noMail = async (made = waitingServer()) => {
    const { page } = await opened(made);
    const { campaign } = page.store.state;
    if (campaign) page.store.set({ campaign: { ...campaign, codes_by: "organiser" } });
    await wait(10);
    return page;
  };

  it("who waits comes first, and gets a code to be read out, once", async () => {
    const made = waitingServer();
    await noMail(made);
    expect(all("h2")[0]?.textContent).toBe("Waiting for a code (1)");
    expect(all(".waiting-people")[0]?.textContent).toContain("New, by the join link");
    expect(await faultsIn(html())).toEqual([]);
    await press("Give a code to Noor Khan");
    expect(made.sent.filter((one) => one === `POST ${V}/noor/code`)).toHaveLength(1);
    expect(all(".handed-code")[0]?.textContent).toBe("012 345");
    expect(all("dialog")[0]?.textContent).toContain("Read it out to Noor Khan");
    expect(all("dialog")[0]?.textContent).toMatch(/19:12/);
    expect(await faultsIn(html())).toEqual([]);
    await press("Done");
    expect(text()).not.toContain("012 345");
  });

  it("the link is copied", async () => {
    const written: string[] = [];
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: async (one: string) => void written.push(one) },
    });
    await noMail();
    await press("Give a code to Noor Khan");
    await press("Copy the sign-in link");
    expect(written).toEqual([CODE.link]);
    expect(all("dialog")[0]?.textContent).toContain("Copied");
  });

  it("a code that could not be had is asked for again", async () => {
    const made = waitingServer();
    made.routes.set(`POST ${V}/noor/code`, new NetworkError("down"));
    await noMail(made);
    await press("Give a code to Noor Khan");
    expect(all("dialog [role=alert]")[0]?.textContent).toContain("no connection");
    made.routes.set(`POST ${V}/noor/code`, CODE);
    await press("Try again");
    expect(all(".handed-code")[0]?.textContent).toBe("012 345");
  });

  it("a code that comes late is shown for nobody else", async () => {
    const made = waitingServer();
    const late = { ...CODE, code: "999999" };
    let answer = () => {};
    made.routes.set(
      `POST ${V}/noor/code`,
      () =>
        new Promise((resolve) => {
          answer = () => resolve(late);
        }),
    );
    await noMail(made);
    await press("Give a code to Noor Khan");
    await press("Done");
    await press("Give a code to Wei Chen");
    answer();
    await wait(20);
    expect(all("dialog")[0]?.textContent).toContain("Wei Chen");
    expect(all(".handed-code")[0]?.textContent).toBe("012 345");
    await press("Done");
    expect(text()).not.toContain("999 999");
  });

  it("who is not known is sent away", async () => {
    const made = waitingServer();
    await noMail(made);
    await press("Send away Noor Khan");
    expect(made.sent).toContain("DELETE /api/organiser/waiting/noor");
  });

  it("without mail every row has a code to give, and nobody waiting is said", async () => {
    await noMail(waitingServer({}, []));
    expect(text()).toContain("No mail is sent here");
    expect(text()).toContain("waits here for a code from you");
    expect(button("Give a code to Wei Chen")).toBeTruthy();
    expect(all(".print-sheet")[0]?.textContent).toContain("An organiser gives you a code");
  });

  it("with mail there is none of it, but where mail comes back", async () => {
    await opened();
    expect(all(".waiting-people")).toHaveLength(0);
    expect(() => button("Give a code to Wei Chen")).toThrow();
    expect(all(".print-sheet")[0]?.textContent).toContain("We send you a code");
  });

  it("mail that comes back is a thing to look at, and is tried again", async () => {
    const made = waitingServer({ mail: BOUNCED }, []);
    await opened(made);
    expect(text()).toContain("Mail to this address comes back: check the address");
    expect(button("Give a code to Wei Chen")).toBeTruthy();
    await pick("something odd (2)");
    expect(names()).toContain("Wei Chen");
    await press("Change Wei Chen");
    expect(await faultsIn(html())).toEqual([]);
    await press("Mail works again");
    expect(made.sent).toContain(`DELETE ${V}/wei/mail`);
  });

  it.each([
    [{ what: "bounced", lasting: false }, "mailbox may be full"],
    [{ what: "complained", lasting: true }, "reported as unwanted"],
    [{ what: "delayed", lasting: false }, "may still arrive"],
  ] as const)("says what became of mail: %o", (trouble, said) => {
    expect(mailWord({ ...trouble, at: "2027-02-10T18:00:00Z" })).toContain(said);
  });

  it("an organiser has no code for an administrator", () => {
    const admin = aVolunteer({ role: "admin" });
    expect(codeFixed({ role: "organiser" }, admin)).toBe(true);
    expect(codeFixed({ role: "admin" }, admin)).toBe(false);
    expect(codeFixed({ role: "organiser" }, aVolunteer({ role: "organiser" }))).toBe(false);
  });
});
