import { ApiError, NetworkError } from "../api/client";
import type { Caller, Me } from "../api/types";
import { begin, resume, shown } from "../call/flow";
import { applyTheme, rememberCampaign } from "../ui/theme";
import type { Context } from "./context";
import { pruneDrafts } from "./drafts";
import type { Queue } from "./queue";
import { firstState, type Screen } from "./state";

/** Where the address bar says to begin. */
export type Entrance =
  | { kind: "home" }
  | { kind: "join"; join: string }
  | { kind: "link"; email: string; code: string };

/** Reads /join/CODE and the link in the mail, `#/sign-in?email=…&code=…`. */
export function entranceOf(path: string, hash: string): Entrance {
  const join = /^\/join\/([^/]+)\/?$/.exec(path)?.[1];
  if (join) return { kind: "join", join: decodeURIComponent(join) };
  const [place, query] = hash.split("?");
  const asked = new URLSearchParams(place === "#/sign-in" ? query : "");
  const email = asked.get("email");
  return email ? { kind: "link", email, code: asked.get("code") ?? "" } : { kind: "home" };
}

/** Starting, and what happens when a session begins or ends; the forms are in sign-in/. */
export function makeSession({ store, api, outbox }: Omit<Context, "signedOut">, queue: Queue) {
  let entrance: Entrance = { kind: "home" };

  const show = (screen: Screen) => store.set({ screen, formFault: null, busy: false });

  function firstScreen(): Screen {
    if (entrance.kind === "join") return { name: "join", join: entrance.join };
    if (entrance.kind === "link") {
      return { name: "code", again: false, email: entrance.email, code: entrance.code };
    }
    return { name: "sign-in", again: false, email: "" };
  }

  async function start(from?: Entrance): Promise<void> {
    if (from) entrance = from;
    show({ name: "starting" });
    try {
      await enter(await api.me());
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) return trouble(error);
      show(firstScreen());
      await loadCampaign();
    }
  }

  async function loadCampaign(): Promise<void> {
    try {
      const { campaign } = await api.campaign();
      applyTheme(campaign);
      rememberCampaign(campaign);
      store.set({ campaign });
    } catch {
      // The form works without the campaign's name; what is asked next reports a lost connection.
    }
  }

  function trouble(error: unknown): void {
    show({ name: "problem", why: error instanceof NetworkError ? "offline" : "server" });
  }

  /** Signed in: goes on where this volunteer was, or lets them choose. */
  async function enter({ caller, campaign, today }: Me): Promise<void> {
    applyTheme(campaign);
    rememberCampaign(campaign);
    const samePerson = store.state.caller?.id === caller.id;
    store.set({ caller, campaign, today });
    const kept = store.state.flow;
    if (samePerson && kept) {
      show({ name: "call" });
      await outbox.open(caller.id);
      return queue.again();
    }
    const [left, { banks }, { claims }] = await Promise.all([
      outbox.open(caller.id),
      api.banks(),
      api.claims(),
    ]);
    const refused = left.filter((entry) => entry.refused);
    store.set({ banks, outbox: { ...store.state.outbox, refused } });
    // What is saved here already is not to be called again, even if the server does not know it yet.
    const live = claims.filter((claim) => !left.some((entry) => entry.claim === claim.id));
    pruneDrafts(live.map((claim) => claim.id));
    const bank = live[0]?.bank ?? (banks.length === 1 ? banks[0]?.id : undefined);
    if (!bank) {
      queue.put(null);
      return show({ name: "banks" });
    }
    queue.put(
      resume(
        begin(bank),
        live.filter((claim) => claim.bank === bank),
      ),
    );
    show({ name: "call" });
    void queue.askNext();
  }

  function signedOut(): void {
    if (store.state.screen.name === "sign-in" || store.state.screen.name === "code") return;
    const { flow, caller } = store.state;
    outbox.close();
    show({ name: "sign-in", again: Boolean(flow && shown(flow)), email: caller?.email ?? "" });
  }

  async function signOut(): Promise<void> {
    await outbox.kick();
    try {
      await api.signOut();
    } catch (error) {
      if (!(error instanceof ApiError)) return trouble(error);
    }
    outbox.close();
    pruneDrafts();
    const { campaign, keys } = store.state;
    store.set({
      ...firstState(campaign, keys),
      screen: { name: "sign-in", again: false, email: "" },
    });
  }

  /** A session has begun: goes on from the start page. */
  async function signedIn(caller: Caller): Promise<void> {
    // Whoever signs in instead of the one before does not see what that one had open.
    if (store.state.caller && store.state.caller.id !== caller.id) queue.put(null);
    entrance = { kind: "home" };
    history.replaceState(null, "", "/");
    await start();
  }

  return {
    start,
    signedIn,
    signedOut,
    signOut,
    banks: async () => {
      queue.stop();
      queue.put(null);
      show({ name: "banks" });
      try {
        const { banks } = await api.banks();
        store.set({ banks });
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) signedOut();
      }
    },
  };
}
