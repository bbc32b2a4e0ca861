// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import type { Matter, Quality } from "../../src/organiser/quality/types";
import { all, button, html, inADocument, press, text, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const Q = "GET /api/organiser/quality";
const decide = (id: string) => `POST /api/organiser/quality/${id}`;
const MILL = {
  id: "h1",
  address: ["12 Mill Lane"],
  town: "Rivermouth",
  postcode: "RM1 2AB",
  people: [{ id: "priya", name: "Priya Shah" }],
  about: [],
};
const QUAY = {
  ...MILL,
  id: "h2",
  address: ["3 The Quay"],
  people: [{ id: "sam", name: "Sam Shah" }],
};
const aMatter = (change: Partial<Matter> = {}): Matter => ({
  id: "m1",
  kind: "several_addresses",
  at: "2027-02-10T18:00:00Z",
  number_display: "0113 496 0000",
  households: [MILL, QUAY],
  note: null,
  language: null,
  from: null,
  bank: null,
  decisions: ["keep", "give", "nobody", "merge"],
  settled: null,
  ...change,
});
const LOOK = aMatter({
  id: "m2",
  kind: "please_look",
  number_display: null,
  households: [{ ...MILL, about: ["priya"] }],
  note: "Two flats under one number",
  from: { id: "wei", name: "Wei Chen" },
  bank: "bank-1",
  decisions: ["done"],
});
const settledBy = (one: Matter, decision: NonNullable<Matter["settled"]>["decision"]): Matter => ({
  ...one,
  decisions: [],
  settled: { decision, by: { id: "alex", name: "Alex Agent" }, at: "2027-02-10T19:00:00Z" },
});
const COUNTS = {
  several_addresses: 1,
  wrong_number: 0,
  dead_number: 0,
  please_look: 1,
  question: 0,
  language: 0,
};
const page = (items: Matter[], counts = COUNTS): Quality => ({
  as_of: "2027-02-10T19:00:00Z",
  items,
  counts,
  more: 0,
});

const server = () =>
  organiserServer({
    [Q]: page([aMatter(), LOOK]),
    [`${Q}?kind=please_look`]: page([LOOK]),
    "GET /api/organiser/notes": {
      notes: [{ id: "n", at: "2027-02-10T20:00:00Z", from: "Wei Chen", bank: null, text: "Great" }],
    },
    "GET /api/organiser/banks": { banks: [{ id: "bank-1", name: "Support" }] },
    [decide("m1")]: { item: settledBy(aMatter(), "give") },
  });
const opened = (made = server()) => openOrganiser("quality", made);
const pick = async (label: string) => {
  all<HTMLLabelElement>(".choice")
    .find((one) => one.textContent?.includes(label))
    ?.querySelector("input")
    ?.click();
  await wait(50);
};
const open = () => all(".quality-list .quality-title").map((one) => one.textContent);

describe("data quality", () => {
  it("shows each matter with what is known, and what each decision leads to", async () => {
    await opened();
    expect(open()).toEqual(["0113 496 0000", "12 Mill Lane, Rivermouth"]);
    expect(text()).toContain("3 The Quay gets it");
    expect(text()).toContain("It is rung at no address");
    expect(text()).toContain("Two flats under one number");
    expect(text()).toContain("Wei Chen · Support · ");
    expect(all(".chips strong")[0]?.textContent).toBe("Priya Shah");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("is looked at by kind; a kind of which there is nothing is no choice", async () => {
    const made = server();
    await opened(made);
    expect(text()).not.toContain("Wrong numbers");
    await pick("Please look (1)");
    expect(made.sent).toContain(`${Q}?kind=please_look`);
    expect(open()).toEqual(["12 Mill Lane, Rivermouth"]);
  });

  it("settles a number by giving it to the other household; the matter leaves the list", async () => {
    const made = server();
    await opened(made);
    const counts = { ...COUNTS, several_addresses: 0 };
    made.routes.set(Q, page([LOOK, settledBy(aMatter(), "give")], counts));
    await press("3 The Quay gets it");
    expect(made.bodies).toContainEqual([decide("m1"), { decision: "give", household: "h2" }]);
    expect(open()).toEqual(["12 Mill Lane, Rivermouth"]);
    expect(all("summary").map((one) => one.textContent)).toContain("Settled (1)");
    expect(text()).toContain("The other address has the number, by Alex Agent, ");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("asks which address stays before two households become one", async () => {
    const made = server();
    await opened(made);
    await press("Both are one household");
    expect(made.sent).not.toContain(decide("m1"));
    expect(text()).toContain("This can not be taken back.");
    expect(await faultsIn(html())).toEqual([]);
    await pick("3 The Quay, Rivermouth");
    await press("Make them one");
    expect(made.bodies).toContainEqual([decide("m1"), { decision: "merge", household: "h2" }]);
    expect(all("dialog")).toHaveLength(0);
  });

  it("looks again where somebody else was quicker, and says why", async () => {
    const made = server();
    made.routes.set(decide("m1"), new ApiError(409, "already_settled", "This has been settled."));
    await opened(made);
    const looked = made.sent.filter((one) => one === Q).length;
    await press("12 Mill Lane keeps it");
    expect(text()).toContain("This has been settled.");
    expect(made.sent.filter((one) => one === Q)).toHaveLength(looked + 1);
  });

  it("lets a decision that failed be made again", async () => {
    const made = server();
    made.routes.set(decide("m1"), new ApiError(503, "try_again", "Later."));
    await opened(made);
    await press("Nobody is rung on it");
    expect(text()).toContain("Something went wrong on our side.");
    expect(button("Nobody is rung on it").getAttribute("aria-disabled")).toBe("false");
  });

  it("has the volunteers' notes", async () => {
    await opened();
    await pick("Notes from volunteers (1)");
    expect(all(".note-text").map((one) => one.textContent)).toEqual(["Great"]);
    expect(await faultsIn(html())).toEqual([]);
  });

  it("with nothing to settle says so", async () => {
    const made = server();
    made.routes.set(Q, page([], { ...COUNTS, several_addresses: 0, please_look: 0 }));
    made.routes.set("GET /api/organiser/notes", { notes: [] });
    await opened(made);
    expect(text()).toContain("Nothing to settle");
    await pick("Notes from volunteers (0)");
    expect(text()).toContain("No notes yet");
  });
});
