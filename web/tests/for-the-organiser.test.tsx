// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import { newDraft } from "../src/call/draft";
import { notReachedResponse, reachedResponse } from "../src/call/response";
import { draftOf } from "../src/more/draft-of-call";
import { aClaim } from "./builders";
import { fakeApi } from "./fake-api";
import { aCall, all, button, html, inADocument, openAt, press, text, type, wait } from "./mounted";
import { faultsIn } from "./valid-html";

inADocument();

async function calling() {
  const server = fakeApi();
  const opened = await openAt("", server);
  return { ...opened, skip: vi.spyOn(server.api, "skip") };
}

const pick = async (label: string) => {
  const choice = all<HTMLLabelElement>(".choice").find((one) => one.textContent?.includes(label));
  choice?.querySelector("input")?.click();
  await wait(10);
};

describe("an entry with something wrong", () => {
  it("is skipped with what is wrong, for an organiser to settle", async () => {
    const { page, skip } = await calling();
    page.openSheet("skip");
    await wait();
    await press("Something is wrong");
    expect(skip).not.toHaveBeenCalled();
    expect(await faultsIn(html())).toEqual([]);
    await type("#wrong", "  Two flats under one number ");
    all<HTMLFormElement>("dialog form")[0]?.requestSubmit();
    await wait();
    expect(skip.mock.calls[0]?.[1]).toMatchObject({
      reason: "problem",
      note: "Two flats under one number",
    });
  });

  it("may be skipped without a word", async () => {
    const { page, skip } = await calling();
    page.openSheet("skip-note");
    await wait();
    all<HTMLFormElement>("dialog form")[0]?.requestSubmit();
    await wait();
    expect(skip.mock.calls[0]?.[1]).toMatchObject({ reason: "problem", note: undefined });
  });

  it("any other reason needs no second step", async () => {
    const { page, skip } = await calling();
    page.openSheet("skip");
    await wait();
    await press("I know them");
    expect(skip.mock.calls[0]?.[1]).toMatchObject({ reason: "know_them" });
  });
});

describe("a note", () => {
  it("is for the next caller, until an organiser is asked to look", async () => {
    const { page } = await calling();
    expect(text()).not.toContain("Who should read this note?");
    await type("#note", "Asks about the bypass");
    expect(all<HTMLInputElement>("[name=flag]:checked")[0]?.closest("label")?.textContent).toBe(
      "The next caller",
    );
    await pick("They asked a question");
    expect(page.state().draft?.flag).toBe("question");
    expect(await faultsIn(html())).toEqual([]);
    await pick("The next caller");
    expect(page.state().draft?.flag).toBeUndefined();
  });

  it("goes with whoever was spoken to", () => {
    const claim = aClaim();
    const draft = {
      ...newDraft(claim),
      flag: "please_look" as const,
      people: {
        priya: { outcome: "answered" as const, answers: {} },
        robin: { outcome: "moved" as const, answers: {} },
      },
    };
    const body = reachedResponse(claim, draft);
    expect(body.people.map(({ person, flag }) => [person, flag])).toEqual([
      ["priya", "please_look"],
      ["robin", undefined],
    ]);
    expect(body).not.toHaveProperty("flag");
  });

  it("goes with the household where nobody was reached", () => {
    const draft = { ...newDraft(aClaim()), flag: "please_look" as const };
    expect(notReachedResponse(draft, "not_home")).toMatchObject({
      people: [],
      flag: "please_look",
    });
  });

  it("without a wish, says nothing of one", () => {
    expect(notReachedResponse(newDraft(aClaim()), "not_home")).not.toHaveProperty("flag");
  });

  it("keeps its reader when the call is changed", () => {
    const [first, ...rest] = aCall({ outcome: "answered" }).people;
    if (!first) throw new Error("nobody");
    const call = aCall({ people: [{ ...first, outcome: "answered", flag: "question" }, ...rest] });
    expect(draftOf(call, aClaim()).flag).toBe("question");
    expect(draftOf(aCall({ flag: "please_look" }), aClaim()).flag).toBe("please_look");
    expect(draftOf(aCall(), aClaim()).flag).toBeUndefined();
  });
});

describe("in practice", () => {
  it("both work as they do in earnest, and nothing is asked of the server", async () => {
    const server = fakeApi();
    server.routes.set("GET /api/banks/bank-1", {
      bank: server.banks[0],
      script: aClaim().script,
    });
    await openAt("practice", server);
    const asked = server.sent.length;
    await type("#note", "They would like a leaflet");
    await pick("Organiser, please look");
    const before = text();
    button("Skip this one").click();
    await wait();
    await press("Something is wrong");
    all<HTMLFormElement>("dialog form")[0]?.requestSubmit();
    await wait();
    expect(text()).not.toBe(before);
    expect(all("dialog")).toHaveLength(0);
    expect(server.sent).toHaveLength(asked);
  });
});
