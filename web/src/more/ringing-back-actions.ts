import { ApiError } from "../api/client";
import type { RingingBack } from "../api/types";
import type { Controller } from "../store/controller";
import { t } from "../strings";
import { focusFault } from "../ui/focus";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";
import { withRoom } from "./call-backs";
import type { Lookup } from "./state";

const NOTHING: Lookup = { busy: false, matches: null, taken: null };
/** As the server has it: fewer digits would fit anybody. */
const FEWEST_DIGITS = 4;

function change(on: Controller, what: Partial<Lookup>): void {
  setMore(on, { lookup: { ...(on.store.state.more.lookup ?? NOTHING), ...what } });
}

/** A number that was looked up is forgotten with the screen. */
export function forgetLookup(on: Controller): void {
  on.store.set({ status: "" });
  setMore(on, { lookup: NOTHING });
}

function fault(on: Controller, text: string): void {
  on.store.set({ formFault: { field: "number", text } });
  focusFault();
}

/** Looks up who is ringing, by a whole number or its last digits. */
export async function lookUp(on: Controller, typed: string): Promise<void> {
  if (on.store.state.more.lookup?.busy) return;
  on.store.set({ formFault: null });
  change(on, { matches: null, taken: null });
  if (typed.replace(/\D/g, "").length < FEWEST_DIGITS) return fault(on, t.ringingBack.tooShort);
  change(on, { busy: true });
  const found = await ask(
    on,
    () => moreApi(on.api).ringingBack(typed),
    (why, error) => {
      const unread = error instanceof ApiError && error.status === 400;
      fault(on, unread ? t.ringingBack.notANumber : why);
    },
  );
  change(on, { busy: false, matches: found?.matches ?? null });
}

/**
 * Takes the call of somebody who rings back. Room is made for it first, for two households are the most;
 * one that I hold already needs none, and is told to the server all the same: it rings on that number.
 */
export async function takeCall(on: Controller, match: RingingBack): Promise<void> {
  const { taken } = on.store.state.more.lookup ?? NOTHING;
  if (taken && !taken.fault) return;
  const number = match.number.id;
  const failed = (fault: string) => change(on, { taken: { number, fault } });
  const work = () =>
    ask(
      on,
      () => moreApi(on.api).takeCall({ household: match.household, number, bank: match.bank }),
      failed,
    );
  const mine = match.state === "mine";
  if (!mine && on.store.state.flow?.parked) return failed(t.callBacks.saveFirst);
  change(on, { taken: { number, fault: null } });
  const found = await (mine ? work() : withRoom(on, work));
  if (!found) return void on.queue.askNext();
  change(on, NOTHING);
  await on.take(found.claim);
}
