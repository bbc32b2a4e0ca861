import { clock } from "../api/client";
import type { Script } from "../api/types";
import { begin } from "../call/flow";
import { moreApi } from "../more/api";
import { ask, setMore } from "../more/ask";
import { chosenBank } from "../more/briefing-actions";
import { memoryStorage } from "../outbox/storage";
import { type Controller, createController } from "../store/controller";
import { dropDraft } from "../store/drafts";
import { t } from "../strings";
import { practiceApi } from "./api";
import { makeHouseholds } from "./households";

/** What is to be forgotten when a practice ends. */
const endings = new WeakMap<Controller, () => void>();

/** Begins a practice for the chosen bank, with its script. That is all that it asks the server for. */
export async function beginPractice(on: Controller): Promise<void> {
  const bank = chosenBank(on.state());
  if (!bank) return setMore(on, { practice: { fault: t.banks.noneWhy } });
  setMore(on, { practice: undefined });
  const found = await ask(
    on,
    () => moreApi(on.api).bank(bank.id),
    (fault) => setMore(on, { practice: { fault } }),
  );
  if (!found) return;
  setMore(on, { scripts: { ...on.state().more.scripts, [bank.id]: found.script } });
  if (on.state().screen.name !== "practice") return;
  const inner = await practise(on, found.script);
  if (inner) setMore(on, { practice: { on: inner } });
}

/** The call screen's own controller over invented households; its state is its own, and stays in memory. */
async function practise(on: Controller, script: Script): Promise<Controller | null> {
  const state = on.state();
  const { campaign, caller, keys } = state;
  const bank = chosenBank(state);
  if (!bank || !caller || !campaign) return null;
  const claims = makeHouseholds(bank, script, clock.now());
  const api = practiceApi({ bank, caller, campaign, claims });
  const forget = () => {
    for (const claim of claims) dropDraft(claim.id);
  };
  const paint = () => {
    // What is typed in a practice lives in memory only: a page that is loaded again knows nothing of it.
    forget();
    on.store.set({});
  };
  const inner = createController(paint, api, memoryStorage());
  inner.store.set({
    screen: { name: "call" },
    practice: true,
    banks: [bank],
    chosen: bank.id,
    campaign,
    caller,
    keys,
  });
  await inner.outbox.open(caller.id);
  inner.queue.put(begin(bank.id));
  void inner.queue.askNext();
  const leave = () => endPractice(on);
  const wrapped: Controller = {
    ...inner,
    // Every way out of the call screen ends the practice: its controller has no address of its own.
    open: leave,
    home: leave,
    choose: leave,
    arrive: leave,
    signedOut: leave,
    takeBreak: async () => leave(),
    signOut: async () => leave(),
    correct: async () => leave(),
    take: async () => leave(),
    call: () => on.call(),
    start: () => practiseAgain(on),
    useKeys: (yes: boolean) => {
      on.useKeys(yes);
      inner.store.set({ keys: yes });
    },
    speak: on.speak,
  };
  endings.set(wrapped, forget);
  return wrapped;
}

/** Forgets a practice, with what was typed in it. */
export function forgetPractice(on: Controller): void {
  const { practice } = on.state().more;
  if (practice && "on" in practice) {
    practice.on.queue.stop();
    endings.get(practice.on)?.();
  }
  if (practice) setMore(on, { practice: undefined });
}

/** Back to the briefing, from where calling begins as well. */
export function endPractice(on: Controller): void {
  on.open("briefing", true);
}

export async function practiseAgain(on: Controller): Promise<void> {
  forgetPractice(on);
  await beginPractice(on);
}
