import { ApiError } from "../api/client";
import type { Claim } from "../api/types";
import { isTouched, newDraft } from "../call/draft";
import { begin, change, holding, type Saved } from "../call/flow";
import { cutIn } from "../call/flow-seldom";
import type { Controller } from "../store/controller";
import { dropDraft, keepDraft, keptDrafts, loadDraft } from "../store/drafts";
import { firstState } from "../store/state";

/** Forgets all drafts of this tab. */
function dropDrafts(): void {
  for (const claim of keptDrafts()) dropDraft(claim);
}

/** True while something is entered, or a household waits that may have been rung, and neither is saved. */
function unfinished({ store }: Controller): boolean {
  const { flow, draft } = store.state;
  // A call that is shown to be changed brings its own note: only what is changed since can be lost.
  const entered = draft !== null && draft !== flow?.changing?.draft && isTouched(draft);
  return Boolean(flow?.parked || entered);
}

/** Ends calling for now: what is held goes back at once. `sure`: what is entered may be lost. */
export async function takeBreak(on: Controller, sure = false): Promise<void> {
  const { store, api, queue } = on;
  const { flow } = store.state;
  if (unfinished(on) && !sure) return store.set({ sheet: "leave" });
  queue.stop();
  queue.put(null);
  dropDrafts();
  store.set({ status: "" });
  on.open("wrap-up", true);
  if (flow) await queue.release(holding(flow));
  try {
    const { caller, banks, today } = await api.start();
    if (caller) store.set({ banks });
    // The server's count lacks what has not arrived yet.
    if (today && store.state.outbox.waiting === 0) store.set({ today });
  } catch {
    // The figures that are here stand.
  }
  // All is back where it belongs: a new version of the page can be taken up.
  if (store.state.screen.name === "wrap-up") store.state.update?.();
}

/** Shows a recorded call to be changed, with its card; the household on the screen waits behind it. */
export function correct(on: Controller, saved: Saved): void {
  const flow = on.store.state.flow ?? { ...begin(saved.claim.bank), resting: true };
  on.queue.put(change(flow, saved));
  on.open("call");
}

/** Takes the call of a household that rings back; the one on the screen waits on deck. */
export function take(on: Controller, claim: Claim): void {
  const { store, queue } = on;
  const kept = loadDraft(claim);
  // A card that was here before was about another number of theirs, perhaps.
  const fresh = kept && isTouched(kept) ? { ...kept, number: claim.ringing_back } : newDraft(claim);
  keepDraft(fresh);
  store.set({ draft: null, status: "" });
  queue.put(cutIn(store.state.flow ?? begin(claim.bank), claim));
  on.open("call");
  void queue.askNext();
}

/** Forgets an entry of the outbox that the volunteer has seen refused. */
export async function discard(on: Controller, id: string): Promise<void> {
  const { outbox: box } = on.store.state;
  on.store.set({ outbox: { ...box, refused: box.refused.filter((one) => one.id !== id) } });
  await on.outbox.discard(id);
}

/** Ends the session. Held households go back; what is not sent yet stays on the device, if they are `sure`. */
export async function signOut(on: Controller, sure = false): Promise<void> {
  const { store, api, queue, outbox } = on;
  if (unfinished(on) && !sure) return store.set({ sheet: "leave" });
  await outbox.kick();
  const { campaign, keys, flow, outbox: box } = store.state;
  if (box.waiting > 0 && !sure) return store.set({ sheet: "unsent" });
  queue.stop();
  queue.put(null);
  if (flow) await queue.release(holding(flow));
  try {
    await api.signOut();
  } catch (error) {
    const ended = error instanceof ApiError && error.status === 401;
    const why = error instanceof ApiError ? "server" : "offline";
    // The session is still there, and to say anything else would be untrue.
    if (!ended) return store.set({ screen: { name: "problem", why }, sheet: null });
  }
  outbox.close();
  dropDrafts();
  history.replaceState(null, "", "/");
  store.set({
    ...firstState(campaign, keys),
    screen: { name: "sign-in", again: false, email: "" },
  });
}
