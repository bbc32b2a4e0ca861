import { clock } from "../api/client";
import type { Answer, Bank, Outcome, ResponseBody, SkipReason } from "../api/types";
import type { CallBack } from "../call/call-back";
import {
  type Draft,
  isTouched,
  setAnswer,
  setOutcome,
  setSpeaking,
  tryNumber,
} from "../call/draft";
import { begin, change, changed, done, dropped, type Saved, shown } from "../call/flow";
import { conversations, notReachedResponse, problemOf, reachedResponse } from "../call/response";
import { numbersOn, withPlaces } from "../outbox/places";
import type { Entry } from "../outbox/storage";
import { say, t } from "../strings";
import { focusFault } from "../ui/focus";
import type { Context } from "./context";
import { dropDraft, keepDraft, pruneDrafts } from "./drafts";
import type { Queue } from "./queue";
import type { Sheet } from "./state";

const COPIED_MS = 2_000;

/** What a volunteer does on the call screen. Every function is an event that a view emits. */
export function makeCalling({ store, api, outbox }: Context, queue: Queue) {
  const now = () => clock.now();

  function bank(): Bank | null {
    const { banks, flow } = store.state;
    return banks.find((one) => one.id === flow?.bank) ?? null;
  }

  function edit(change: (draft: Draft) => Draft): void {
    const { draft, flow } = store.state;
    const claim = flow && shown(flow);
    if (!draft || !claim) return;
    const changed = change(draft);
    if (!flow.changing) keepDraft(claim, changed);
    store.set({ draft: changed, problem: null });
  }

  function chooseBank(id: string): void {
    queue.put(begin(id));
    store.set({ screen: { name: "call" }, status: "" });
    void queue.askNext();
  }

  function entry(claim: string, what: Entry["what"], version = ""): Entry {
    const caller = store.state.caller?.id ?? "";
    return { id: `${claim}${version}`, caller, claim, at: now().toISOString(), what };
  }

  /** Hands an entry over; counted as waiting at once, so that nothing is asked before it has gone. */
  function post(one: Entry): void {
    const { outbox: box } = store.state;
    store.set({ outbox: { ...box, waiting: box.waiting + 1 } });
    void outbox.add(one);
  }

  function record(full: ResponseBody): void {
    const { flow, draft, today } = store.state;
    const claim = flow && shown(flow);
    if (!flow || !claim || !draft || !queue.settled()) return;
    const body = withPlaces(full, numbersOn(claim));
    const talks = conversations(body);
    const saved: Saved = { claim, draft, outcome: body.outcome, talks, at: now().toISOString() };
    const word = t.outcomes[body.outcome];
    if (flow.changing) {
      const more = talks - flow.changing.talks;
      queue.put(changed(flow, saved));
      store.set({
        today: { ...today, conversations: today.conversations + more },
        status: say(t.status.changed, { outcome: word }),
      });
      post(entry(claim.id, { kind: "correction", body }, `+${saved.at}`));
      return;
    }
    dropDraft(claim.id);
    queue.put(done(queue.dropStaleDeck(flow), saved));
    store.set({
      today: { calls: today.calls + 1, conversations: today.conversations + talks },
      status: say(t.status.saved, { outcome: word }),
      sheet: null,
      problem: null,
    });
    post(entry(claim.id, { kind: "response", body }));
  }

  function save(): void {
    const { flow, draft } = store.state;
    const claim = flow && shown(flow);
    const at = bank();
    if (!claim || !draft || !at || !queue.settled()) return;
    const problem = problemOf(claim, draft, at, now());
    if (problem) {
      store.set({ problem });
      return focusFault();
    }
    record(reachedResponse(claim, draft, at, now()));
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

  function skip(reason: SkipReason): void {
    const { flow } = store.state;
    if (!flow?.current || !queue.settled()) return;
    const { id } = flow.current;
    dropDraft(id);
    queue.put(done(queue.dropStaleDeck(flow), null));
    store.set({ status: t.status.skipped, sheet: null });
    post(entry(id, { kind: "skip", reason }));
  }

  /** Gives a household up that was taken back meanwhile. */
  function leaveLost(): void {
    const { flow } = store.state;
    if (!flow?.current) return;
    dropDraft(flow.current.id);
    queue.put(dropped(queue.dropStaleDeck(flow), flow.current.id));
    void queue.askNext();
  }

  /** Ends calling for now: what is held goes back at once. */
  async function takeBreak(sure = false): Promise<void> {
    const { flow, draft } = store.state;
    if (draft && isTouched(draft) && !sure) return store.set({ sheet: "leave" });
    queue.stop();
    queue.put(null);
    pruneDrafts();
    store.set({ screen: { name: "wrap-up" }, sheet: null, status: "" });
    const held = [flow?.current, flow?.deck].flatMap((claim) => (claim ? [claim.id] : []));
    // A release that fails is no harm: the lease ends by itself.
    await Promise.allSettled(held.map((id) => api.release(id)));
    await Promise.allSettled([
      api.banks().then(({ banks }) => store.set({ banks })),
      api.me().then(({ today }) => store.set({ today })),
    ]);
  }

  /** Back from a break: the only bank at once, or the choice. */
  function goOn(): void {
    const { banks } = store.state;
    const [only] = banks;
    if (banks.length === 1 && only) chooseBank(only.id);
    else store.set({ screen: { name: "banks" } });
  }

  async function discard(id: string): Promise<void> {
    const { outbox: box } = store.state;
    store.set({ outbox: { ...box, refused: box.refused.filter((one) => one.id !== id) } });
    await outbox.discard(id);
  }

  return {
    bank,
    chooseBank,
    save,
    notReached,
    skip,
    leaveLost,
    takeBreak,
    goOn,
    discard,
    again: queue.again,
    sendNow: () => void outbox.kick(),
    answer: (person: string, question: string, value: Answer | null) =>
      edit((draft) => setAnswer(draft, person, question, value)),
    outcome: (person: string, value: Outcome | null) =>
      edit((draft) => setOutcome(draft, person, value)),
    speakTo: (person: string) => edit((draft) => setSpeaking(draft, person)),
    askWho: () => edit((draft) => ({ ...draft, askWho: true })),
    note: (note: string) => edit((draft) => ({ ...draft, note })),
    language: (language: string) => edit((draft) => ({ ...draft, language })),
    callBack: (change: Partial<CallBack>) =>
      edit((draft) => ({ ...draft, callBack: { ...draft.callBack, ...change } })),
    ring: (number: string) => {
      const claim = store.state.flow && shown(store.state.flow);
      if (claim) edit((draft) => tryNumber(claim, draft, number));
    },
    change: () => {
      const { flow } = store.state;
      if (flow?.saved && !flow.changing) queue.put(change(flow));
    },
    stopChanging: () => {
      const { flow } = store.state;
      if (flow) queue.put(changed(flow, null));
    },
    copy: async (text: string) => {
      await navigator.clipboard?.writeText(text);
      store.set({ copied: true });
      setTimeout(() => store.set({ copied: false }), COPIED_MS);
    },
    open: (sheet: Sheet) => store.set({ sheet }),
    close: () => store.set({ sheet: null }),
  };
}
