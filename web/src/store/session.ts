import { NetworkError } from "../api/client";
import type { Start } from "../api/types";
import { begin, holding, resume, shown } from "../call/flow";
import { conversations } from "../call/response";
import { applyTheme, rememberCampaign } from "../ui/theme";
import { later } from "../views/parts";
import type { Context } from "./context";
import { dropDraft, givenBack, keptDrafts } from "./drafts";
import { mayCall } from "./one-tab";
import type { Queue } from "./queue";
import { placeAt, showAddress } from "./router";
import type { Place, Screen } from "./state";

/** Banks whose briefing was seen on this device, by whom. */
const BRIEFED = "ringround.briefed";

/** Where the address bar says to begin. */
export type Entrance =
  | { kind: "home" }
  | { kind: "join"; join: string }
  | { kind: "link"; email: string; code: string; join?: string };

/** Reads /join/CODE and the link in the mail, `#/sign-in?email=…&code=…`. */
export function entranceOf(path: string, hash: string): Entrance {
  const join = /^\/join\/([^/]+)\/?$/.exec(path)?.[1];
  if (join) return { kind: "join", join };
  const [place, query] = hash.split("?");
  const asked = new URLSearchParams(place === "#/sign-in" ? query : "");
  const email = asked.get("email");
  if (!email) return { kind: "home" };
  const invited = asked.get("join");
  const link = { kind: "link", email, code: asked.get("code") ?? "" } as const;
  return invited ? { ...link, join: invited } : link;
}

/** Starting, where the page goes from there, and what happens when a session begins or ends. */
export function makeSession({ store, api, outbox }: Omit<Context, "signedOut">, queue: Queue) {
  let entrance: Entrance = { kind: "home" };

  const show = (screen: Screen) => store.set({ screen, formFault: null, busy: false });

  /** Shows a screen of somebody signed in. `inItsPlace`: back does not lead to the one before. */
  function open(name: Place, inItsPlace = false): void {
    showAddress(name, inItsPlace);
    // Between calls nothing can be lost: a new version of the page is taken up.
    if (name === "banks" && !store.state.flow?.changing) store.state.update?.();
    store.set({ screen: { name }, status: "", formFault: null, busy: false, sheet: null });
  }

  function firstScreen(): Screen {
    if (entrance.kind === "join") return { name: "join", join: entrance.join };
    if (entrance.kind === "link") return { ...entrance, name: "code", again: false };
    return { name: "sign-in", again: false, email: "" };
  }

  /** Begins, or begins again. `take`: calling is taken over from another tab. */
  async function start(from?: Entrance, take = false): Promise<void> {
    if (from) entrance = from;
    show({ name: "starting" });
    try {
      const found = await api.start();
      applyTheme(found.campaign);
      rememberCampaign(found.campaign);
      store.set({ campaign: found.campaign });
      if (!found.caller) show(firstScreen());
      else if (await mayCall(take, taken)) await enter(found);
      else show({ name: "problem", why: "elsewhere" });
    } catch (error) {
      const waiting = await outbox.count();
      store.set({ outbox: { ...store.state.outbox, waiting, stuck: true } });
      show({ name: "problem", why: error instanceof NetworkError ? "offline" : "server" });
    }
  }

  /** Another tab goes on with what this one holds. What was typed here stays in this tab. */
  function taken(): void {
    queue.stop();
    outbox.close();
    // Without a caller, no way leads back to calling but the button on that page.
    store.set({ caller: null, flow: null, draft: null, sheet: null });
    show({ name: "problem", why: "elsewhere" });
  }

  /** Signed in: goes on where this volunteer was, or lets them choose. */
  async function enter(found: Start): Promise<void> {
    const { caller, today, banks, claims, call_backs: callBacks } = found;
    if (!caller) return;
    const samePerson = store.state.caller?.id === caller.id;
    store.set({ caller, banks, callBacks, ...(today ? { today } : {}) });
    const left = await outbox.open(caller.id);
    if (samePerson && store.state.flow) {
      open("call", true);
      return queue.again();
    }
    const refused = left.filter((entry) => entry.refused);
    const unsent = left.filter((entry) => !entry.refused);
    // The server's count lacks what it does not have yet.
    const responses = unsent.flatMap(({ what }) => (what.kind === "response" ? what.body : []));
    const talks = responses.reduce((sum, body) => sum + conversations(body), 0);
    const counted = today && {
      today: {
        calls: today.calls + responses.length,
        conversations: today.conversations + talks,
      },
    };
    store.set({ ...counted, outbox: { ...store.state.outbox, refused, waiting: unsent.length } });
    // What is saved here already is not to be called again, even if the server does not know it yet.
    const closed = unsent.map((entry) => entry.claim);
    const over = [givenBack(), ...closed];
    const live = claims.filter((claim) => !over.includes(claim.id));
    closed.forEach(dropDraft);
    const bank = live[0]?.bank;
    queue.put(bank ? resume({ ...begin(bank), closed }, live) : null);
    if (bank) store.set({ chosen: bank });
    // Something may be entered here for a household whose lease has ended meanwhile.
    const known = [...live, ...refused.map((entry) => ({ id: entry.claim }))].map(({ id }) => id);
    const lost = keptDrafts().filter((id) => !known.includes(id));
    if (lost.length > 0) void later((part) => part.recover(queue, lost, open));
    const asked = placeAt(location.pathname);
    if (asked && asked !== "call") return arrive(true);
    if (bank) open("call", true);
    else if (caller.role !== "caller" && !banks.some((one) => one.open_now))
      open("organiser", true);
    else home(true);
    void queue.askNext();
  }

  /** Where calling begins: the only bank there is, or the choice. */
  function home(inItsPlace = false): void {
    const { flow, banks } = store.state;
    const [only] = banks;
    if (flow) open("call", inItsPlace);
    else if (only && banks.length === 1) choose(only.id, inItsPlace);
    else open("banks", inItsPlace);
  }

  function briefed(): string[] {
    try {
      return JSON.parse(localStorage.getItem(BRIEFED) ?? "[]") as string[];
    } catch {
      return [];
    }
  }

  const briefing = (bank: string) => `${store.state.caller?.id} ${bank}`;

  /** Takes a bank: its briefing comes first where it was not seen yet. */
  function choose(bank: string, inItsPlace = false): void {
    store.set({ chosen: bank });
    if (briefed().includes(briefing(bank))) call(inItsPlace);
    else open("briefing", inItsPlace);
  }

  /** Calls for the bank that was chosen. What is held of another one goes back. */
  function call(inItsPlace = false): void {
    const { chosen, flow } = store.state;
    if (!chosen) return open("banks");
    localStorage.setItem(
      BRIEFED,
      JSON.stringify([...new Set([...briefed(), briefing(chosen)])].slice(-50)),
    );
    if (flow?.bank !== chosen || flow.resting) {
      if (flow) void queue.release(holding(flow));
      queue.put(begin(chosen));
    }
    open("call", inItsPlace);
    queue.again();
  }

  /** The address has changed by back or forward, or the page was opened at one. */
  function arrive(inItsPlace = false): void {
    const { caller, screen, flow, banks } = store.state;
    // In the middle of signing in, nothing but signing in is shown.
    if (!caller || (["sign-in", "code", "join", "starting"].includes(screen.name) && !inItsPlace))
      return;
    const place = placeAt(location.pathname);
    if (!store.state.chosen) store.set({ chosen: banks[0]?.id ?? null });
    if (!place || (place === "call" && !flow)) return home(true);
    open(place, true);
    if (flow) void queue.askNext();
  }

  function signedOut(): void {
    if (store.state.screen.name === "sign-in" || store.state.screen.name === "code") return;
    const { flow, caller } = store.state;
    outbox.close();
    show({ name: "sign-in", again: Boolean(flow && shown(flow)), email: caller?.email ?? "" });
  }

  /** A session has begun: goes on from the start page. */
  async function signedIn(caller: string): Promise<void> {
    // Whoever signs in instead of the one before does not see what that one had open.
    if (store.state.caller && store.state.caller.id !== caller) {
      queue.put(null);
      store.set({ more: {}, callBacks: [] });
    }
    if (entrance.kind !== "home") history.replaceState(null, "", "/");
    entrance = { kind: "home" };
    await start();
  }

  return { start, open, home, choose, call, arrive, signedIn, signedOut };
}

export type Session = ReturnType<typeof makeSession>;
