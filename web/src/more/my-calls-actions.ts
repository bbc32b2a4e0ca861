import type { Controller } from "../store/controller";
import { t } from "../strings";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";
import { savedOf } from "./draft-of-call";
import type { MyCalls } from "./state";

const NOTHING: MyCalls = { calls: null, waiting: [], fault: null, opened: null };

function change(on: Controller, what: Partial<MyCalls>): void {
  setMore(on, { myCalls: { ...(on.store.state.more.myCalls ?? NOTHING), ...what } });
}

/** What is on this device and will be sent; what was refused is said on every screen. */
async function waitingOf(on: Controller) {
  return (await on.outbox.mine()).filter((entry) => !entry.refused);
}

/** Asks for today's calls, and looks up what is still on this device. */
export async function loadMyCalls(on: Controller): Promise<void> {
  change(on, { fault: null, opened: null, waiting: await waitingOf(on) });
  const found = await ask(
    on,
    () => moreApi(on.api).myCalls(),
    (fault) => change(on, { fault }),
  );
  if (found) change(on, { calls: found.calls, waiting: await waitingOf(on), fault: null });
}

/** Opens a call on the call screen, to be changed. */
export async function changeCall(on: Controller, claim: string): Promise<void> {
  const opened = on.store.state.more.myCalls?.opened;
  if (opened && !opened.fault) return;
  change(on, { opened: { claim, fault: null } });
  const found = await ask(
    on,
    () => moreApi(on.api).myCall(claim),
    (fault) => change(on, { opened: { claim, fault } }),
  );
  if (!found) return;
  const { call, claim: card } = found;
  change(on, { opened: call ? null : { claim, fault: t.faults.call_unknown } });
  if (!call) return;
  // Somebody who has gone to another screen meanwhile is not brought back.
  if (!["my-calls", "ringing-back"].includes(on.state().screen.name)) return;
  await on.correct(savedOf(call, card));
}
