// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import { all, button, heading, html, inADocument, press, text, type, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { aCount, aJob, aKind, aManagedBank, fields, WARD } from "./banks";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const PATH = "/api/organiser/banks";

const listServer = (...banks: ReturnType<typeof aManagedBank>[]) =>
  organiserServer({ [`GET ${PATH}`]: { banks } });

function formServer(bank = aManagedBank(), routes: Record<string, unknown> = {}) {
  return organiserServer({
    [`GET ${PATH}`]: { banks: [bank] },
    [`GET ${PATH}/bank-1`]: { bank },
    "GET /api/organiser/kinds": {
      kinds: [
        aKind(),
        aKind({ kind: "postal_votes", name: "Postal votes", defaults: { max_attempts: 5 } }),
      ],
    },
    "GET /api/organiser/fields": fields,
    "POST /api/organiser/count": aCount(100),
    ...routes,
  });
}

const bodyOf = (server: ReturnType<typeof organiserServer>, route: string) =>
  server.bodies.filter(([sent]) => sent === route).map(([, body]) => body);

async function pick(selector: string, value: string): Promise<void> {
  const [select] = all<HTMLSelectElement>(selector);
  if (!select) throw new Error(`no ${selector}`);
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await wait(10);
}

async function tick(label: string): Promise<void> {
  const found = all<HTMLLabelElement>("label.choice").find((one) =>
    one.textContent?.includes(label),
  );
  found?.querySelector("input")?.click();
  await wait(10);
}

describe("the list of phone banks", () => {
  it("shows how each stands, open ones first", async () => {
    await openOrganiser(
      "banks",
      listServer(
        aManagedBank({ id: "p", name: "Paused one", status: "paused" }),
        aManagedBank({ name: "Open one" }),
      ),
    );
    expect(heading()).toBe("Phone banks");
    expect(all(".managed-bank h2").map((one) => one.textContent)).toEqual([
      "Open one",
      "Paused one",
    ]);
    expect(text()).toContain("8 people left");
    expect(text()).toContain("Paused: nobody is called");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("says what a phone bank is while there is none", async () => {
    await openOrganiser("banks", listServer());
    expect(text()).toContain("No phone bank yet");
    all<HTMLAnchorElement>("a.button")[0]?.click();
    await wait();
    expect(location.pathname).toBe("/organiser/banks/new");
  });

  it("pauses only after it has said what that means, and follows the work", async () => {
    const bank = aManagedBank();
    const server = listServer(bank);
    server.routes.set(`POST ${PATH}/bank-1/pause`, {
      bank: { ...bank, status: "paused" },
      job: aJob(),
    });
    server.routes.set("GET /api/organiser/jobs/job-1", { job: aJob() });
    await openOrganiser("banks", server);
    await press("Pause");
    expect(server.sent).not.toContain(`POST ${PATH}/bank-1/pause`);
    expect(all("dialog")[0]?.textContent).toContain("Whoever is on a call finishes it");
    const act = all<HTMLButtonElement>("dialog button.primary")[0];
    act?.click();
    await wait();
    expect(server.sent).toContain(`POST ${PATH}/bank-1/pause`);
    expect(all("dialog")).toEqual([]);
    expect(text()).toContain("The phone bank is paused.");
    expect(text()).toContain("Households are being moved");
  });

  it("keeps the question open where it failed", async () => {
    const server = listServer(aManagedBank());
    server.routes.set(`POST ${PATH}/bank-1/close`, new ApiError(403, "forbidden", "No."));
    await openOrganiser("banks", server);
    await press("Close");
    all<HTMLButtonElement>("dialog button.primary")[0]?.click();
    await wait();
    expect(all('dialog [role="alert"]')[0]?.textContent).toContain("Your role does not allow");
  });
});

describe("a new phone bank", () => {
  it("is saved as paused with its kind's rules, and opens then", async () => {
    const made = aManagedBank({
      id: "postal",
      name: "Post",
      status: "paused",
      progress: { people: 0, reached: 0, calls: 0, conversations: 0, as_of: null },
    });
    const server = formServer(aManagedBank(), {
      [`POST ${PATH}`]: { bank: made },
      [`GET ${PATH}/postal`]: { bank: made },
    });
    await openOrganiser("banks/new", server);
    await tick("Postal votes");
    await press("Save as paused");
    expect(text()).toContain("Give it a name.");
    expect(document.activeElement?.id).toBe("bank-name");
    expect(server.sent).not.toContain(`POST ${PATH}`);
    await type("#bank-name", "Post");
    expect(text()).not.toContain("Give it a name.");
    await press("Save as paused");
    expect(bodyOf(server, `POST ${PATH}`)[0]).toMatchObject({
      name: "Post",
      kind: "postal_votes",
      status: "paused",
      max_attempts: 5,
    });
    expect([location.pathname, heading()]).toEqual(["/organiser/banks/postal", "Post"]);
    expect(text()).toContain("Nobody is called for it yet");
  });

  it("has no faults in its HTML, with rules and errors shown", async () => {
    await openOrganiser("banks/new", formServer());
    await press("Add a rule");
    await press("Save as paused");
    await pick("#rule-1-field", all<HTMLOptionElement>("#rule-1-field option")[1]?.value ?? "");
    expect(text()).toContain("Choose at least one value.");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("says so where it could not begin, and tries again", async () => {
    const server = formServer();
    server.routes.set("GET /api/organiser/kinds", new ApiError(500, "internal", "Oh."));
    await openOrganiser("banks/new", server);
    expect(text()).toContain("Something went wrong on our side");
    server.routes.set("GET /api/organiser/kinds", { kinds: [aKind()] });
    await press("Try again");
    expect(text()).toContain("What kind of phone bank is it?");
  });
});

describe("the count beside the rules", () => {
  const counts = (server: ReturnType<typeof organiserServer>) =>
    bodyOf(server, "POST /api/organiser/count") as { target: { rules: unknown[] } }[];

  it("is of everybody at first, and of whom the rules choose after each change", async () => {
    const server = formServer();
    await openOrganiser("banks/new", server);
    expect(text()).toContain("100 people match");
    expect(text()).toContain("3 are in another phone bank, and wait their turn");
    await press("Add a rule");
    expect(text()).toContain("Complete the rules to see how many people match.");
    const [, ward] = all<HTMLOptionElement>("#rule-1-field option");
    await pick("#rule-1-field", ward?.value ?? "");
    server.routes.set("POST /api/organiser/count", aCount(42));
    await tick("Castle");
    expect(text()).not.toContain("42 people match");
    await wait();
    expect(text()).toContain("42 people match");
    expect(counts(server).at(-1)?.target).toEqual({
      match: "all",
      rules: [{ field: "column", name: "Ward", is: "in", values: ["Castle"] }],
    });
  });

  it("is asked once for changes that follow one another, and the last answer wins", async () => {
    const server = formServer();
    await openOrganiser("banks/new", server);
    const before = counts(server).length;
    await press("Add a rule");
    await pick("#rule-1-field", all<HTMLOptionElement>("#rule-1-field option")[1]?.value ?? "");
    await tick("Castle");
    await tick("Abbey");
    await wait();
    expect(counts(server)).toHaveLength(before + 1);
  });

  it("says who is refused for their screening only where the bank asks for screening", async () => {
    const server = formServer(aManagedBank(), {
      "POST /api/organiser/count": { ...aCount(10), screening_old: 4 },
    });
    await openOrganiser("banks/new", server);
    expect(text()).not.toContain("4 have numbers that were not screened lately");
    await tick("Only numbers screened");
    expect(text()).toContain("4 have numbers that were not screened lately");
  });

  it("has everybody counted anew, and then shows what there is to choose", async () => {
    const server = formServer(aManagedBank(), {
      "POST /api/organiser/fields/refresh": { job: aJob({ kind: "roster" }) },
      "GET /api/organiser/jobs/job-1": { job: aJob({ kind: "roster", state: "done" }) },
    });
    await openOrganiser("banks/new", server);
    const before = counts(server).length;
    server.routes.set("GET /api/organiser/fields", {
      ...fields,
      fields: [{ ...WARD, name: "Street", label: "Street" }],
    });
    await press("Count anew");
    await wait();
    expect(counts(server).length).toBe(before + 1);
    await press("Add a rule");
    expect(all("#rule-1-field option").map((one) => one.textContent)).toContain("Street");
  });

  it("begins to count by itself where nobody ever was", async () => {
    const server = formServer(aManagedBank(), {
      "GET /api/organiser/fields": { as_of: null, stale: true, behind: false, fields: [] },
      "POST /api/organiser/count": { ...aCount(0), as_of: null },
      "POST /api/organiser/fields/refresh": { job: aJob({ kind: "roster" }) },
      "GET /api/organiser/jobs/job-1": { job: aJob({ kind: "roster" }) },
    });
    await openOrganiser("banks/new", server);
    expect(text()).toContain("Everybody is being counted");
    expect(text()).not.toContain("0 people match");
  });

  it("begins to count by itself where people were imported since", async () => {
    const server = formServer(aManagedBank(), {
      "GET /api/organiser/fields": { ...fields, behind: true },
      "POST /api/organiser/fields/refresh": { job: aJob({ kind: "roster" }) },
      "GET /api/organiser/jobs/job-1": { job: aJob({ kind: "roster" }) },
    });
    await openOrganiser("banks/new", server);
    expect(text()).toContain("Everybody is being counted");
  });
});

describe("one phone bank", () => {
  it("sends only what was changed, after it has said what follows", async () => {
    const bank = aManagedBank();
    const server = formServer(bank, {
      [`PUT ${PATH}/bank-1`]: { bank: { ...bank, max_attempts: 6 }, job: aJob() },
      "GET /api/organiser/jobs/job-1": {
        job: aJob({ state: "done", result: { people: 10, households: 6 } }),
      },
    });
    await openOrganiser("banks/bank-1", server);
    expect(heading()).toBe("Support");
    expect(text()).not.toContain("Save changes");
    await pick("#bank-attempts", "6");
    await press("Save changes");
    expect(bodyOf(server, `PUT ${PATH}/bank-1`)).toEqual([]);
    expect(all("dialog")[0]?.textContent).toContain(
      "Households that have had as many attempts leave the queue",
    );
    all<HTMLButtonElement>("dialog button.primary")[0]?.click();
    await wait();
    expect(bodyOf(server, `PUT ${PATH}/bank-1`)).toEqual([{ max_attempts: 6 }]);
    expect(text()).toContain("Done: 10 people in 6 households can be called.");
    expect(text()).not.toContain("Save changes");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("does not warn of what follows while nobody is called for it", async () => {
    const bank = aManagedBank({ status: "paused" });
    const server = formServer(bank, { [`PUT ${PATH}/bank-1`]: { bank, job: null } });
    await openOrganiser("banks/bank-1", server);
    await pick("#bank-attempts", "6");
    await press("Save changes");
    expect(bodyOf(server, `PUT ${PATH}/bank-1`)).toEqual([{ max_attempts: 6 }]);
  });

  it("keeps what is typed while its numbers come anew", async () => {
    const bank = aManagedBank();
    const server = formServer(bank, {
      [`POST ${PATH}/bank-1/refresh`]: { job: aJob({ kind: "refresh" }) },
      "GET /api/organiser/jobs/job-1": { job: aJob({ state: "done" }) },
    });
    await openOrganiser("banks/bank-1", server);
    await type("#bank-name", "Half typed");
    server.routes.set(`GET ${PATH}/bank-1`, { bank: { ...bank, households: 77 } });
    await press("Find new people");
    all<HTMLButtonElement>("dialog button.primary")[0]?.click();
    await wait();
    expect(text()).toContain("77");
    expect(all<HTMLInputElement>("#bank-name")[0]?.value).toBe("Half typed");
  });

  it("asks before changes are left behind", async () => {
    await openOrganiser("banks/bank-1", formServer());
    await type("#bank-name", "Another");
    const link = all<HTMLAnchorElement>("a").find((one) => one.textContent === "All phone banks");
    link?.click();
    await wait();
    expect(location.pathname).toBe("/organiser/banks/bank-1");
    await press("Leave without saving");
    expect(location.pathname).toBe("/organiser/banks");
  });

  it("starts work again that failed", async () => {
    const failed = aJob({ state: "failed", error: { code: "internal", message: "It stopped." } });
    const server = formServer(aManagedBank({ job: "job-1" }), {
      "GET /api/organiser/jobs/job-1": { job: failed },
      "POST /api/organiser/jobs/job-1/start": { job: aJob() },
    });
    await openOrganiser("banks/bank-1", server);
    expect(text()).toContain("It stopped.");
    button("Try again").click();
    await wait();
    expect(server.sent).toContain("POST /api/organiser/jobs/job-1/start");
  });
});
