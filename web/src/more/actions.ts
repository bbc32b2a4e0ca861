import { ApiError } from "../api/client";
import type { Claim } from "../api/types";
import { isTouched } from "../call/draft";
import { begin, change, cutIn, holding, type Saved } from "../call/flow";
import type { Controller } from "../store/controller";
import { pruneDrafts } from "../store/drafts";
import { firstState } from "../store/state";

/** Ends calling for now: what is held goes back at once. `sure`: what is entered may be lost. */
export async function takeBreak(on: Controller, sure = false): Promise<void> {
  const { store, api, queue } = on;
  const { flow, draft } = store.state;
  if (draft && isTouched(draft) && !sure) return store.set({ sheet: "leave" });
  queue.stop();
  queue.put(null);
  pruneDrafts();
  store.set({ status: "" });
  on.open("wrap-up", true);
  if (flow) await queue.release(holding(flow));
  await Promise.allSettled([
    api.banks().then(({ banks }) => store.set({ banks })),
    api.me().then(({ today }) => store.set({ today })),
  ]);
}

/** Shows a recorded call to be changed, with its card; the household on the screen waits behind it. */
export function correct(on: Controller, saved: Saved): void {
  const flow = on.store.state.flow ?? { ...begin(saved.claim.bank), resting: true };
  on.queue.put(change(flow, saved));
  on.open("call");
}

/** Takes the call of a household that rings back; the one on the screen waits on deck. */
export function take(on: Controller, claim: Claim): void {
  on.queue.put(cutIn(on.store.state.flow ?? begin(claim.bank), claim));
  on.store.set({ status: "" });
  on.open("call");
  void on.queue.askNext();
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
  await outbox.kick();
  const { campaign, keys, flow, outbox: box } = store.state;
  if (box.waiting > 0 && !sure) return store.set({ sheet: "unsent" });
  queue.stop();
  if (flow) await queue.release(holding(flow));
  try {
    await api.signOut();
  } catch (error) {
    // Without a network the session can't be ended, and saying so would be untrue.
    if (!(error instanceof ApiError))
      return store.set({ screen: { name: "problem", why: "offline" } });
  }
  outbox.close();
  pruneDrafts();
  history.replaceState(null, "", "/");
  store.set({
    ...firstState(campaign, keys),
    screen: { name: "sign-in", again: false, email: "" },
  });
}
