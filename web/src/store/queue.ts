import { type After, ApiError, clock, NetworkError } from "../api/client";
import type { Next } from "../api/types";
import { newDraft } from "../call/draft";
import {
  answered,
  asked,
  dropped,
  type Flow,
  failed,
  given,
  holding,
  isOver,
  shown,
  wantsNext,
} from "../call/flow";
import type { Entry } from "../outbox/storage";
import { refusalWord } from "../strings";
import { later, pages } from "../views/parts";
import type { Context } from "./context";
import { loadDraft } from "./drafts";

const RETRY_MS = 15_000;
/** After this, a second tap of a double tap can't hit the next household. */
const SETTLE_MS = 400;

/**
 * Keeps a household on the screen and one on deck. The page asks for the next one only when every
 * response has arrived: the server would otherwise hand out again what it still thinks is open.
 */
export function makeQueue({ store, api, outbox, signedOut }: Context) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shownAt = 0;
  /** Households on their way back: the server would hand them out again to whoever asks before that. */
  let releasing: Promise<unknown> = Promise.resolve();
  const flow = () => store.state.flow;

  /** Puts a flow in place, with the draft of the claim that it shows. */
  function put(next: Flow | null): void {
    place(next);
    pages.now?.watchLease(queue);
  }

  function place(next: Flow | null): void {
    const before = store.state.draft;
    const claim = next && shown(next);
    if (!claim) return store.set({ flow: next, draft: null });
    if (before?.claim === claim.id) return store.set({ flow: next });
    shownAt = performance.now();
    const draft = next.changing?.draft ?? loadDraft(claim) ?? newDraft(claim);
    store.set({ flow: next, draft, problem: null, sheet: null });
  }

  const settled = () => performance.now() - shownAt > SETTLE_MS;

  /** The same bank's calling as when the request began; null after a break or a change of bank. */
  function still(bank: string): Flow | null {
    const now = flow();
    return now?.bank === bank ? now : null;
  }

  function receive(bank: string, next: Next): void {
    const now = still(bank);
    if (now && next.error) {
      const { error } = next;
      void later((part) => part.noNext(queue, bank, error));
    } else if (now) {
      const then = given(now, next);
      // The server does not know yet that it is closed. To ask again at once would be to ask without end.
      if (next.claim && now.closed.includes(next.claim.id)) return fail(now, null);
      put(then);
      planRetry();
      void askNext();
    } else if (next.claim) {
      // It came after the volunteer had left: it goes back at once.
      void release([next.claim.id]);
    }
  }

  /** Asks for the household that is missing: the one on the screen, or the one on deck. */
  async function askNext(): Promise<void> {
    const now = flow();
    if (!now || !wantsNext(now) || store.state.outbox.waiting > 0) return;
    put(asked(now));
    try {
      await releasing;
      const then = still(now.bank);
      if (!then) return;
      const held = holding(then);
      const next = await api.next(now.bank, held);
      // What has come just now may be rung, and there is nothing else.
      if (!held.length) queue.checkedAt = clock.now().getTime();
      receive(now.bank, next);
    } catch (error) {
      await askFailed(now.bank, error);
    }
  }

  async function askFailed(bank: string, error: unknown): Promise<void> {
    const now = still(bank);
    if (!now) return;
    if (error instanceof ApiError && error.status === 401) {
      put(answered(now));
      return signedOut();
    }
    if (error instanceof ApiError && error.code === "claim_limit")
      return later((part) => part.takeUp(queue, bank));
    fail(now, error);
  }

  /** A request brought nothing that can be used: says so, and looks again after a while. */
  function fail(now: Flow, error: unknown): void {
    const said = error instanceof ApiError ? error : null;
    const why = said && said.status < 500 ? refusalWord(said.code, said.message) : null;
    put(failed(now, error instanceof NetworkError ? "offline" : "problem", why));
    planRetry(said?.retryAfter);
  }

  /** Looks again by itself: at the time the server named, or after a pause. */
  function planRetry(seconds?: number | null): void {
    clearTimeout(timer);
    const ending = flow()?.ending;
    if (!ending) return;
    let wait: number;
    if (ending.reason === "offline" || ending.reason === "problem") {
      wait = seconds ? seconds * 1_000 : RETRY_MS;
    } else if (ending.reason === "nothing_due" && ending.retryAt && !flow()?.current) {
      wait = Math.max(Date.parse(ending.retryAt) - clock.now().getTime(), RETRY_MS);
    } else {
      return;
    }
    // Longer waits do not fit a timer.
    timer = setTimeout(again, Math.min(wait, 2 ** 31 - 1));
  }

  /** Asks once more, whatever the last answer was. */
  function again(): void {
    const now = flow();
    if (!now) return;
    if (now.ending) put({ ...now, ending: null });
    void outbox.kick();
    void askNext();
  }

  /** Gives claims up at once. A release that fails is no harm: the lease ends by itself. */
  function release(ids: string[]): Promise<unknown> {
    const before = releasing;
    releasing = Promise.allSettled([before, ...ids.map((id) => api.release(id))]);
    return releasing;
  }

  /** Frees the deck: what is held there goes back at once, unless it may have been rung. */
  async function clearDeck(): Promise<void> {
    const now = flow();
    if (!now?.deck || now.parked) return;
    const { id } = now.deck;
    put(dropped(now, id));
    await release([id]);
  }

  /** Takes a household off the deck whose lease has run out: only the server may hand it out again. */
  function dropStaleDeck(now: Flow): Flow {
    return now.deck && !now.parked && isOver(now.deck, clock.now())
      ? dropped(now, now.deck.id)
      : now;
  }

  /** Sends one entry of the outbox, and asks for the next household in the same request if one is due. */
  async function send({ what, claim, bank }: Entry): Promise<After | undefined> {
    if (what.kind === "correction") {
      await api.correct(claim, what.body);
      return undefined;
    }
    const now = flow();
    const here = now !== null && now.bank === bank;
    const wanted = here && store.state.outbox.waiting <= 1 && wantsNext(now);
    if (wanted) put(asked(now));
    const more = now ? { want_next: wanted, holding: holding(now) } : {};
    let answer: After | undefined;
    try {
      answer =
        what.kind === "skip"
          ? await api.skip(claim, { reason: what.reason, note: what.note, ...more })
          : await api.respond(claim, { ...what.body, ...more });
      return answer;
    } catch (error) {
      if (what.kind !== "skip" || !(error instanceof ApiError) || error.status !== 429) throw error;
      // No more skips this hour. What was saved after it is not to wait for that: the household goes back.
      await api.release(claim);
      return undefined;
    } finally {
      const then = flow();
      if (wanted && then && !answer?.next) put(answered(then));
    }
  }

  /** An entry has arrived, perhaps with the next household. */
  function sent({ bank = "" }: Entry, { next, gone: ids }: After): void {
    if (ids) void later((part) => part.replace(queue, ids));
    if (next) receive(bank, next);
  }

  /** Nothing gets through: an empty screen says so. */
  function stuck(): void {
    const now = flow();
    if (now && !shown(now)) {
      put(failed(now, "offline"));
      planRetry();
    }
  }

  const queue = {
    api,
    store,
    signedOut,
    /** When it was last known that what is held may be rung, epoch milliseconds by the server's clock. */
    checkedAt: 0,
    flow,
    still,
    fail,
    /** For how long the household on the screen has been there, milliseconds. */
    shownFor: () => performance.now() - shownAt,
    put,
    settled,
    askNext,
    again,
    clearDeck,
    dropStaleDeck,
    release,
    send,
    sent,
    stuck,
    stop: () => clearTimeout(timer),
  };
  return queue;
}

export type Queue = ReturnType<typeof makeQueue>;
