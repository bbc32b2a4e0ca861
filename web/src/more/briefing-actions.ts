import type { Bank, Script } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";

/** The bank that briefing and practice are about. */
export function chosenBank({ banks, chosen }: State): Bank | null {
  return banks.find((bank) => bank.id === chosen) ?? banks[0] ?? null;
}

/** Fetches the script of a bank once, for its opening words. */
export async function loadScript(on: Controller, bank: string): Promise<void> {
  if (on.store.state.more.scripts?.[bank]) return;
  const keep = (script: Script | null) =>
    setMore(on, { scripts: { ...on.store.state.more.scripts, [bank]: script } });
  const found = await ask(
    on,
    () => moreApi(on.api).bank(bank),
    () => keep(null),
  );
  if (found) keep(found.script);
}
