import { clock } from "../api/client";
import type { CallBack, Claim } from "../api/types";
import { isTouched } from "../call/draft";
import { begin, dropped, type Flow, holding, shown } from "../call/flow";
import { needsCallBack } from "../call/response";
import type { Controller } from "../store/controller";
import { dropDraft } from "../store/drafts";
import { t } from "../strings";
import { moreApi } from "./api";
import { ask, setMore } from "./ask";
import { refocus } from "./refocus";
import { isFor, reminderOf, untilNextMoment } from "./reminders";

const ASK_EVERY_MS = 60_000;
/** Between two looks when the page is seen again, which on a phone is once a call, with nothing of mine due. */
const LOOK_EVERY_MS = 15 * 60_000;
/** The same for who saved a call since the last quarter of an hour: what is due and mine is handed out first. */
const LOOK_WHILE_CALLING_MS = 60 * 60_000;
/** Longer waits do not fit a timer. */
const LONGEST_MS = 2 ** 31 - 1;

/** What there is to remember between two looks at the page. */
interface Follower {
  timer: ReturnType<typeof setTimeout> | undefined;
  askedAt: number;
  /** My call-backs have changed by what I saved: ask for them once that has arrived. */
  stale: boolean;
  savedAt: string | null;
}

const followers = new WeakMap<Controller, Follower>();

function followerOf(on: Controller): Follower {
  let found = followers.get(on);
  if (!found) {
    // The page has just begun, and that brought them.
    found = { timer: undefined, askedAt: clock.now().getTime(), stale: false, savedAt: null };
    followers.set(on, found);
  }
  return found;
}

/** The households that the page holds. */
export function heldBy(flow: Flow | null): Claim[] {
  return [flow?.current, flow?.deck].filter((claim): claim is Claim => Boolean(claim));
}

/** Does something while the deck is free: two households are the most, and nothing else may take the room. */
export async function withRoom<T>(on: Controller, work: () => Promise<T>): Promise<T> {
  await on.clearDeck();
  const asking = (yes: boolean) => {
    const { flow } = on.store.state;
    if (flow) on.queue.put({ ...flow, asking: yes });
  };
  asking(true);
  try {
    return await work();
  } finally {
    asking(false);
  }
}

/**
 * Keeps my call-backs up to date: called whenever the page has changed. They are asked for again only when
 * something that I saved has changed them, at most once a minute, or the page is seen again (`seenAgain`).
 */
export function follow(on: Controller): void {
  const { flow, draft, outbox, callBacks, caller } = on.store.state;
  const mine = followerOf(on);
  if (!caller) return clearTimeout(mine.timer);
  const saved = flow?.saved ?? null;
  if (saved && saved.at !== mine.savedAt) {
    mine.savedAt = saved.at;
    const kept = callBacks.filter((one) => !isFor(saved.claim, one));
    if (kept.length < callBacks.length) void Promise.resolve().then(() => drop(on, saved.claim));
    if (kept.length < callBacks.length || needsCallBack(saved.draft)) mine.stale = true;
  }
  if (flow?.changing && draft && (needsCallBack(draft) || needsCallBack(flow.changing.draft))) {
    mine.stale = true;
  }
  if (mine.stale && outbox.waiting === 0 && !flow?.changing) void refresh(on);
  plan(on, mine);
}

/** A call-back that was kept is none any more, also before the server says so. */
function drop(on: Controller, claim: Claim): void {
  const { callBacks } = on.store.state;
  on.store.set({ callBacks: callBacks.filter((one) => !isFor(claim, one)) });
}

/** Paints the page at the next moment at which a reminder begins, changes or ends. */
function plan(on: Controller, mine: Follower): void {
  clearTimeout(mine.timer);
  const now = clock.now();
  const { callBacks, outbox, flow } = on.store.state;
  const next = untilNextMoment(callBacks, now) ?? LONGEST_MS;
  const mayAsk = mine.stale && outbox.waiting === 0 && !flow?.changing;
  const ask = mayAsk ? mine.askedAt + ASK_EVERY_MS - now.getTime() : LONGEST_MS;
  const wait = Math.max(0, Math.min(next, ask));
  if (wait < LONGEST_MS) mine.timer = setTimeout(() => on.store.set({}), wait);
}

/** Asks for my call-backs, unless that was done less than a minute ago. */
export async function refresh(on: Controller): Promise<void> {
  const mine = followerOf(on);
  const now = clock.now().getTime();
  if (!on.store.state.caller || now < mine.askedAt + ASK_EVERY_MS) return;
  mine.askedAt = now;
  mine.stale = false;
  const found = await ask(
    on,
    () => moreApi(on.api).callBacks(),
    () => {
      mine.stale = true;
      plan(on, mine);
    },
  );
  if (found) on.store.set({ callBacks: found.call_backs });
}

/**
 * The page is seen again: my call-backs may have changed elsewhere. While one of them is shown as due, it is
 * asked whether it still is; what is due later can wait.
 */
export async function seenAgain(on: Controller): Promise<void> {
  const { callBacks, flow, more } = on.store.state;
  const now = clock.now();
  const due = reminderOf(callBacks, now, heldBy(flow), more.putOff ?? []);
  const calling = flow?.saved && Date.parse(flow.saved.at) + LOOK_EVERY_MS > now.getTime();
  const every = calling ? LOOK_WHILE_CALLING_MS : LOOK_EVERY_MS;
  if (due || now.getTime() >= followerOf(on).askedAt + every) await refresh(on);
}

/** Puts a reminder off: it comes back when something about it has changed. */
export function putOff(on: Controller, key: string): void {
  setMore(on, { putOff: [...(on.store.state.more.putOff ?? []), key] });
  refocus("h1");
}

/**
 * Rings a call-back now: the server hands out what is due and mine first, so room is made for it. A
 * household on the screen for which nothing is entered goes back; otherwise it is finished first.
 */
export async function ringNow(on: Controller, callBack: CallBack): Promise<void> {
  const { flow, draft } = on.store.state;
  const known = heldBy(flow).find((claim) => isFor(claim, callBack));
  if (known && known.id === flow?.current?.id) return on.open("call");
  if (known) return on.take(known);
  if (!flow || (flow.resting && !flow.changing)) {
    on.store.set({ chosen: callBack.bank });
    return on.call();
  }
  const claim = shown(flow);
  const typing = flow.changing !== null || (claim !== null && draft !== null && isTouched(draft));
  const busy = typing || flow.parked;
  if (busy && (flow.bank !== callBack.bank || flow.parked)) {
    on.open("call");
    return on.store.set({ status: t.callBacks.saveFirst });
  }
  if (busy) {
    await on.clearDeck();
    on.open("call");
    on.store.set({ status: t.callBacks.next });
    await on.queue.askNext();
    return refocus("h1");
  }
  await makeRoom(on, flow, callBack.bank);
}

/** Gives back what is held and asks for the next household of a bank. */
async function makeRoom(on: Controller, flow: Flow, bank: string): Promise<void> {
  const held = holding(flow);
  for (const id of held) dropDraft(id);
  const empty = held.reduce(dropped, flow);
  // Nothing else is to ask before the households are back: the server gives out no third one.
  on.queue.put({ ...(flow.bank === bank ? empty : begin(bank)), ending: null, asking: true });
  on.store.set({ chosen: bank, status: "" });
  on.open("call");
  await on.queue.release(held);
  const now = on.store.state.flow;
  if (now?.bank !== bank || now.current) return;
  on.queue.put({ ...now, asking: false });
  void on.queue.askNext();
}
