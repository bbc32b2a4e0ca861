// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { NetworkError } from "../src/api/client";
import { thanksWord } from "../src/more/wrap-up";
import { aBank } from "./builders";
import { fakeApi } from "./fake-api";
import {
  aCallBack,
  all,
  button,
  heading,
  inADocument,
  openAt,
  press,
  text,
  type,
  wait,
} from "./mounted";

describe("thanks", () => {
  it.each([
    [0, 0, "No calls yet today"],
    [12, 0, "Nobody answered"],
    [12, 1, "You spoke to one person"],
    [12, 3, "You spoke to 3 people"],
    [40, 9, "a long evening"],
  ])("for %i calls and %i conversations", (calls, conversations, words) => {
    expect(thanksWord({ today: { calls, conversations } })).toContain(words);
  });
});

describe("wrap-up", () => {
  inADocument();
  const notes = "POST /api/my/notes";

  /** Keeps what was sent, for the fake remembers only that. */
  function keeping(server: ReturnType<typeof fakeApi>) {
    const bodies: { id: string; text: string; bank?: string }[] = [];
    const { send } = server.api;
    server.api.send = (method: string, path: string, body?: unknown) => {
      if (path === "/api/my/notes") bodies.push(body as { id: string; text: string });
      return send(method, path, body);
    };
    return bodies;
  }

  it("says what was done, what is still here, and what is promised", async () => {
    await openAt("wrap-up", fakeApi(), {
      today: { calls: 12, conversations: 3 },
      outbox: { waiting: 2, stuck: true, refused: [] },
      callBacks: [aCallBack()],
    });
    expect(heading()).toBe("Thank you, Sam");
    expect(text()).toContain("2 calls are saved here and not sent yet");
    expect(text()).not.toContain("Nothing is left open");
    expect(text()).toContain("Your call-backs");
    expect(text()).toContain("Priya Shah");
  });

  it("sends a note to the organiser", async () => {
    const server = fakeApi();
    const bodies = keeping(server);
    await openAt("wrap-up", server);
    await type("#organiser-note", "  The second question is unclear. ");
    await press("Send the note");
    expect(bodies).toMatchObject([{ text: "The second question is unclear.", bank: "bank-1" }]);
    expect(text()).toContain("Your organiser has the note");
    await press("Write another");
    expect(all<HTMLTextAreaElement>("#organiser-note")[0]?.value).toBe("");
  });

  it("keeps a note that did not go, and sends it again as the same one", async () => {
    const server = fakeApi();
    const bodies = keeping(server);
    await openAt("wrap-up", server);
    await type("#organiser-note", "First");
    server.routes.set(notes, new NetworkError("offline"));
    await press("Send the note");
    expect(text()).toContain("We cannot reach the phone bank");
    expect(all<HTMLTextAreaElement>("#organiser-note")[0]?.value).toBe("First");
    expect(document.activeElement?.id).toBe("organiser-note");
    await press("Send the note");
    await type("#organiser-note", "Second");
    server.routes.delete(notes);
    await press("Send the note");
    const [first, again, other] = bodies;
    expect(first?.id).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    expect(again?.id).toBe(first?.id);
    expect(other?.id).not.toBe(first?.id);
  });

  it("sends no empty note, and no note twice for a double click", async () => {
    const server = fakeApi();
    const bodies = keeping(server);
    await openAt("wrap-up", server);
    await press("Send the note");
    expect(text()).toContain("Write what you would like to say");
    await type("#organiser-note", "Once");
    button("Send the note").click();
    button("Send the note").click();
    await wait();
    expect(bodies).toHaveLength(1);
  });

  it("has no leaderboard unless the bank has one", async () => {
    const { server } = await openAt("wrap-up");
    expect(text()).not.toContain("Most calls today");
    expect(server.sent.some((one) => one.includes("leaderboard"))).toBe(false);
  });

  it("shows one where the bank has it, and me only once I say so", async () => {
    const server = fakeApi();
    server.banks[0] = aBank({ leaderboard: true });
    const board = "GET /api/banks/bank-1/leaderboard";
    const entry = { name: "Wei C.", calls: 9, conversations: 2, me: false };
    server.routes.set(board, { on: true, entries: [entry], as_of: null });
    const { page } = await openAt("wrap-up", server);
    expect(text()).toContain("Wei C.");
    const box = () => all<HTMLInputElement>(".leaderboard input")[0];
    expect(box()?.checked).toBe(false);
    const caller = { ...page.state().caller, on_leaderboard: true };
    server.routes.set("PUT /api/me", { caller });
    server.routes.set(board, {
      on: true,
      entries: [entry, { ...entry, name: "Sam R.", me: true }],
      as_of: null,
    });
    box()?.click();
    await wait();
    expect(page.state().caller?.on_leaderboard).toBe(true);
    expect(text()).toContain("Sam R. (you)");
  });

  it("looks again where I am not on the list yet, until I am", async () => {
    const server = fakeApi();
    server.banks[0] = aBank({ leaderboard: true, mine: { calls: 2, conversations: 0 } });
    const board = "GET /api/banks/bank-1/leaderboard";
    server.routes.set(board, { on: true, entries: [], as_of: null });
    const { page } = await openAt("wrap-up", server);
    expect(text()).not.toContain("You appear here in a moment");
    const { caller } = page.state();
    if (!caller) throw new Error("nobody");
    page.store.set({ caller: { ...caller, on_leaderboard: true } });
    await wait();
    expect(text()).toContain("You appear here in a moment");
    const me = { name: "Sam R.", calls: 2, conversations: 0, me: true };
    server.routes.set(board, { on: true, entries: [me], as_of: null });
    await wait(20_000);
    expect(text()).toContain("Sam R. (you)");
    expect(text()).not.toContain("You appear here in a moment");
    server.sent.length = 0;
    await wait(60_000);
    expect(server.sent).toEqual([]);
  });

  it("says so where the switch could not be set, and shows it as it is", async () => {
    const server = fakeApi();
    server.banks[0] = aBank({ leaderboard: true });
    server.routes.set("GET /api/banks/bank-1/leaderboard", { on: true, entries: [], as_of: null });
    server.routes.set("PUT /api/me", new NetworkError("offline"));
    const { page } = await openAt("wrap-up", server);
    all<HTMLInputElement>(".leaderboard input")[0]?.click();
    await wait();
    expect(all(".leaderboard .field-error")).toHaveLength(1);
    expect(page.state().caller?.on_leaderboard).toBe(false);
    expect(all<HTMLInputElement>(".leaderboard input")[0]?.checked).toBe(false);
  });
});
