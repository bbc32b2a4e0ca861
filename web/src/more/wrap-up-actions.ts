import type { Bank } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { focusFault } from "../ui/focus";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";
import { refocus } from "./refocus";
import type { NoteDraft } from "./state";

/** The bank whose leaderboard is shown: the one rung for, where its organiser has one. */
export function leaderboardBank({ banks, chosen }: State): Bank | null {
  const shown = banks.filter((bank) => bank.leaderboard);
  return (
    shown.find((bank) => bank.id === chosen) ?? shown.find((bank) => bank.mine.calls > 0) ?? null
  );
}

export async function loadLeaderboard(on: Controller, bank: string): Promise<void> {
  const found = await ask(
    on,
    () => moreApi(on.api).leaderboard(bank),
    () => undefined,
  );
  const { leaderboards } = on.store.state.more;
  setMore(on, { leaderboards: { ...leaderboards, [bank]: found ?? null } });
}

/** Shows me on leaderboards by first name and initial, or not. */
export async function showMe(on: Controller, yes: boolean, bank: string): Promise<void> {
  if (on.store.state.more.setting?.busy) return;
  setMore(on, { setting: { busy: true, fault: null } });
  const found = await ask(
    on,
    () => moreApi(on.api).settings({ on_leaderboard: yes }),
    (fault) => setMore(on, { setting: { busy: false, fault } }),
  );
  if (!found) return;
  on.store.set({ caller: found.caller });
  setMore(on, { setting: { busy: false, fault: null } });
  await loadLeaderboard(on, bank);
}

export const EMPTY_NOTE: NoteDraft = { id: null, text: "", state: "writing", fault: null };

function changeNote(on: Controller, what: Partial<NoteDraft>): void {
  setMore(on, { note: { ...(on.store.state.more.note ?? EMPTY_NOTE), ...what } });
}

/** Another text is another note. */
export function writeNote(on: Controller, text: string): void {
  changeNote(on, { text, id: null, fault: null });
}

/** Begins a new note after one was sent. */
export function newNote(on: Controller): void {
  changeNote(on, EMPTY_NOTE);
  refocus("#organiser-note");
}

/** Sends the note; it stays where it is until the server has it. */
export async function sendNote(on: Controller): Promise<void> {
  const note = on.store.state.more.note ?? EMPTY_NOTE;
  if (note.state !== "writing") return;
  const text = note.text.trim();
  const fault = (why: string) => {
    changeNote(on, { state: "writing", fault: why });
    focusFault();
  };
  if (!text) return fault(t.note.missing);
  const id = note.id ?? crypto.randomUUID();
  changeNote(on, { id, state: "sending", fault: null });
  const bank = on.store.state.chosen;
  let failed = false;
  await ask(
    on,
    () => moreApi(on.api).note({ id, text, ...(bank ? { bank } : {}) }),
    (why) => {
      failed = true;
      fault(why);
    },
  );
  if (failed) return;
  changeNote(on, { state: "sent", text: "", id: null });
  refocus(".note-form button");
}
