import { clock } from "../api/client";
import type { Answer, Bank, Claim, Flag, Outcome, ResponseBody, SkipReason } from "../api/types";
import {
  type CallBackDraft,
  type Draft,
  setAnswer,
  setOutcome,
  setSpeaking,
  tryNumber,
} from "../call/draft";
import { change, changed, done, dropped, type Saved, shown } from "../call/flow";
import { conversations, notReachedResponse, problemOf, reachedResponse } from "../call/response";
import type { Entry } from "../outbox/storage";
import { say, t } from "../strings";
import { focusFault } from "../ui/focus";
import { later } from "../views/parts";
import type { Context } from "./context";
import { dropDraft, giveBack, keepDraft } from "./drafts";
import type { Queue } from "./queue";
import type { Session } from "./session";
import type { Sheet } from "./state";

const COPIED_MS = 2_000;

/** What a volunteer does on the call screen. Every function is an event that a view emits. */
export function makeCalling({ store, outbox }: Context, queue: Queue, session: Session) {
  const now = () => clock.now();

  /** The bank of the household on the screen; between households, the one that was chosen. */
  function bank(): Bank | null {
    const { banks, flow, chosen } = store.state;
    const id = (flow && (shown(flow)?.bank ?? flow.bank)) ?? chosen;
    return banks.find((one) => one.id === id) ?? null;
  }

  function edit(change: (draft: Draft) => Draft): void {
    const { draft, flow } = store.state;
    const claim = flow && shown(flow);
    if (!draft || !claim) return;
    const changed = change(draft);
    if (!flow.changing) keepDraft(changed);
    store.set({ draft: changed, problem: null });
  }

  function entry({ id: claim, bank }: Claim, what: Entry["what"], version = ""): Entry {
    const caller = store.state.caller?.id ?? "";
    return { id: `${claim}${version}`, caller, claim, bank, at: now().toISOString(), what };
  }

  /** Hands an entry over; counted as waiting at once, so that nothing is asked before it has gone. */
  function post(one: Entry): void {
    const { outbox: box } = store.state;
    const refused = box.refused.filter((old) => old.id !== one.id);
    store.set({ outbox: { ...box, refused, waiting: box.waiting + 1 } });
    // Until it is stored, what was entered is in the draft and nowhere else.
    void outbox.add(one, () => dropDraft(one.claim));
  }

  function record(body: ResponseBody): void {
    const { flow, draft, today } = store.state;
    const claim = flow && shown(flow);
    if (!flow || !claim || !draft || !queue.settled()) return;
    const talks = conversations(body);
    const saved: Saved = { claim, draft, outcome: body.outcome, talks, at: now().toISOString() };
    const word = t.outcomes[body.outcome];
    if (flow.changing) {
      const more = talks - flow.changing.talks;
      endChange(saved);
      store.set({
        today: { ...today, conversations: today.conversations + more },
        status: say(t.status.changed, { outcome: word }),
      });
      post(entry(claim, { kind: "correction", body }, `+${saved.at}`));
      return;
    }
    queue.put(done(queue.dropStaleDeck(flow), saved));
    store.set({
      today: { calls: today.calls + 1, conversations: today.conversations + talks },
      status: say(t.status.saved, { outcome: word }),
      sheet: null,
      problem: null,
    });
    post(entry(claim, { kind: "response", body }));
  }

  function save(): void {
    const { flow, draft } = store.state;
    const claim = flow && shown(flow);
    if (!claim || !draft || !queue.settled()) return;
    const problem = problemOf(claim, draft);
    if (problem) {
      store.set({ problem });
      return focusFault();
    }
    record(reachedResponse(claim, draft));
  }

  /** Saves that nobody was reached; with `then`, goes on with another number of the same household. */
  function notReached(outcome: Outcome, then?: string): void {
    const { flow, draft } = store.state;
    const claim = flow && shown(flow);
    if (!claim || !draft) return;
    if (!then) return record(notReachedResponse(draft, outcome));
    edit((one) => tryNumber(claim, one, then, outcome));
    store.set({ sheet: null });
  }

  function skip(reason: SkipReason, note?: string): void {
    const { flow } = store.state;
    if (!flow?.current || !queue.settled()) return;
    queue.put(done(queue.dropStaleDeck(flow), null));
    store.set({ status: t.status.skipped, sheet: null });
    post(entry(flow.current, { kind: "skip", reason, note }));
  }

  /** Gives a household up that was taken back meanwhile. */
  function leaveLost(): void {
    const { flow } = store.state;
    if (!flow?.current) return;
    const { id } = flow.current;
    dropDraft(id);
    queue.put(dropped(queue.dropStaleDeck(flow), id));
    void queue.release([id]);
    void queue.askNext();
  }

  /** The change is saved (with its new state) or given up (null): back to where it was begun. */
  function endChange(saved: Saved | null): void {
    const { flow } = store.state;
    if (!flow?.changing) return;
    const { listed } = flow.changing;
    queue.put(flow.resting ? null : changed(flow, saved));
    if (listed) session.open("my-calls", true);
  }

  /** The page is closed or left: the household on deck goes back at once. */
  function leave(): void {
    const { flow } = store.state;
    if (flow?.deck && !flow.parked) giveBack(flow.deck.id);
    void queue.clearDeck();
  }

  return {
    bank,
    save,
    notReached,
    skip,
    leaveLost,
    leave,
    again: queue.again,
    sendNow: () => void outbox.kick(),
    answer: (person: string, question: string, value: Answer | null) =>
      edit((draft) => setAnswer(draft, person, question, value)),
    outcome: (person: string, value: Outcome | null) =>
      edit((draft) => setOutcome(draft, person, value)),
    speakTo: (person: string) => edit((draft) => setSpeaking(draft, person)),
    askWho: () => edit((draft) => ({ ...draft, askWho: true })),
    note: (note: string) => edit((draft) => ({ ...draft, note })),
    flag: (flag?: Flag) => edit((draft) => ({ ...draft, flag })),
    language: (language: string) => edit((draft) => ({ ...draft, language })),
    callBack: (callBack: CallBackDraft) => edit((draft) => ({ ...draft, callBack })),
    ring: (number: string) => {
      const claim = store.state.flow && shown(store.state.flow);
      if (claim) edit((draft) => tryNumber(claim, draft, number));
    },
    change: () => {
      const { flow } = store.state;
      if (flow?.saved && !flow.changing) queue.put(change(flow));
    },
    stopChanging: () => endChange(null),
    copy: async (text: string) => {
      await navigator.clipboard?.writeText(text);
      store.set({ copied: true });
      setTimeout(() => store.set({ copied: false }), COPIED_MS);
    },
    openSheet: (sheet: Sheet) => {
      if (sheet === "not-reached") void later((part) => part.check(queue));
      store.set({ sheet });
    },
    close: () => store.set({ sheet: null }),
  };
}
