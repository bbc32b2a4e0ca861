import { clock } from "../api/client";
import type { Controller } from "../store/controller";
import { isOpen } from "./banks";

/**
 * Looks whether the bank of an ending page can be rung for again. The page itself changes only if it can:
 * reading it must not be disturbed by looking.
 */
export async function lookAgain(on: Controller): Promise<void> {
  const before = on.store.state.flow;
  if (!before?.ending) return;
  const { retryAt } = before.ending;
  // Where it is known when it goes on, asking before is of no use.
  if (retryAt && Date.parse(retryAt) > clock.now().getTime()) return;
  try {
    const { banks } = await on.api.banks();
    on.store.set({ banks });
    const now = on.store.state.flow;
    const bank = banks.find((one) => one.id === now?.bank);
    if (now?.ending && bank && isOpen(bank)) on.again();
  } catch {
    // It is looked again in a moment.
  }
}
