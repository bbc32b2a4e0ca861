import { ApiError, clock } from "../api/client";
import type { RingingBack } from "../api/types";
import { isOver } from "../call/flow";
import type { Controller } from "../store/controller";
import { t } from "../strings";
import { focusFault } from "../ui/focus";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";
import { heldBy, withRoom } from "./call-backs";
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

/** Takes the call of somebody who rings back: room is made for it first, for two households are the most. */
export async function takeCall(on: Controller, match: RingingBack): Promise<void> {
  const { taken } = on.store.state.more.lookup ?? NOTHING;
  if (taken && !taken.fault) return;
  const number = match.number.id;
  change(on, { taken: { number, fault: null } });
  const found = await withRoom(on, () =>
    ask(
      on,
      () => moreApi(on.api).takeCall({ household: match.household, number, bank: match.bank }),
      (why) => change(on, { taken: { number, fault: why } }),
    ),
  );
  if (!found) return void on.queue.askNext();
  change(on, NOTHING);
  await on.take(found.claim);
}

/** Goes to a household that I hold already: on the screen, on deck, or only known to the server. */
export async function goTo(on: Controller, match: RingingBack): Promise<void> {
  const number = match.number.id;
  const here = heldBy(on.store.state.flow).find((claim) => claim.id === match.claim);
  if (here && !isOver(here, clock.now())) return on.take(here);
  change(on, { taken: { number, fault: null } });
  const found = await withRoom(on, () =>
    ask(
      on,
      () => on.api.claims(),
      (why) => change(on, { taken: { number, fault: why } }),
    ),
  );
  const claim = found?.claims.find((one) => one.id === match.claim);
  if (claim) {
    change(on, NOTHING);
    return on.take(claim);
  }
  if (found) change(on, { taken: { number, fault: t.ringingBack.gone } });
  void on.queue.askNext();
}
