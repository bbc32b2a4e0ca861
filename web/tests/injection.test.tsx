// @vitest-environment jsdom
import { expect, it } from "vitest";
import { aClaim, SCRIPT } from "./builders";
import { fakeApi } from "./fake-api";
import { all, html, inADocument, openAt, text, wait } from "./mounted";
import { openOrganiser, organiserServer } from "./organiser/opened";

const MARKUP = '<img src=x onerror="window.attacked = 1"><script>window.attacked = 1</script>';

inADocument();

const isText = () => {
  expect(html()).not.toContain("<img");
  expect(all("script")).toEqual([]);
  expect(window).not.toHaveProperty("attacked");
};

it("shows what people wrote as text, whatever it looks like", async () => {
  const server = fakeApi();
  const person = { id: "priya", name: MARKUP, first_name: MARKUP, target: true, settled: null };
  const note = `${MARKUP} a note`;
  const blocks = [{ id: "hello", type: "text" as const, text: `${MARKUP} {{first_name}}` }];
  const earlier = { at: "2027-02-09T18:00:00Z", outcome: "not_home" as const, by_me: false };
  server.give(
    aClaim({
      household: { id: "h1", address: [MARKUP], town: MARKUP, postcode: "RM1 2AB" },
      people: [person],
      history: [{ ...earlier, number_display: null, people: [], note }],
      call_back: { at: "2027-02-10T18:00:00Z", person: "priya", note: `${note} promised` },
      script: { ...SCRIPT, title: MARKUP, blocks },
    }),
  );
  await openAt("", server);
  expect(text()).toContain(MARKUP);
  expect(text()).toContain(note);
  expect(text()).toContain(`${note} promised`);
  isText();
});

it("does so for organisers, who read what volunteers wrote", async () => {
  const home = { id: "h1", address: [`${MARKUP} Lane`], town: MARKUP, postcode: "RM1 2AB" };
  const matter = {
    id: "m1",
    kind: "please_look",
    at: "2027-02-10T18:00:00Z",
    number_display: null,
    households: [{ ...home, people: [{ id: "priya", name: `${MARKUP} Shah` }], about: ["priya"] }],
    note: `${MARKUP} two flats`,
    language: null,
    from: { id: "wei", name: `${MARKUP} Chen` },
    bank: "bank-1",
    decisions: ["done"],
    settled: null,
  };
  const sent = {
    id: "n",
    at: "2027-02-10T20:00:00Z",
    from: MARKUP,
    bank: null,
    text: `${MARKUP} great`,
  };
  const asOf = "2027-02-10T19:00:00Z";
  const server = organiserServer({
    "GET /api/organiser/quality": {
      as_of: asOf,
      items: [matter],
      counts: { several_addresses: 0, please_look: 1 },
      more: 0,
    },
    "GET /api/organiser/notes": { notes: [sent] },
    "GET /api/organiser/banks": { banks: [{ id: "bank-1", name: `${MARKUP} bank` }] },
  });
  await openOrganiser("quality", server);
  for (const what of [" Lane", " Shah", " two flats", " Chen", " bank"]) {
    expect(text()).toContain(MARKUP + what);
  }
  isText();
  all<HTMLInputElement>(".choice input").at(-1)?.click();
  await wait(50);
  expect(text()).toContain(`${MARKUP} great`);
  isText();
});
