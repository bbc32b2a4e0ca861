import { ApiError, clock } from "../api/client";
import type { Claim, ErrorBody } from "../api/types";
import { isTouched } from "../call/draft";
import { answered, dropped, holding, resume } from "../call/flow";
import { lost, renewed } from "../call/flow-seldom";
import type { Queue } from "../store/queue";
import { t } from "../strings";

/** Renewing before this much of the half hour is used would only cost a request. */
const RENEW_WHEN_LEFT_MS = 25 * 60_000;
/** Nobody has dialled a number that came up less than this ago. */
const RUNG_MS = 5_000;
/** How old the word may be that what is held may still be rung. Each answer to a response brings it too. */
const CHECK_AFTER_MS = 3 * 60_000;

/** The page is seen again: what is held is renewed, and what may not be rung any more is replaced. */
export async function look(queue: Queue): Promise<void> {
  await renew(queue);
  await check(queue);
}

/** Renews the leases that have become short. */
async function renew({ api, put, still, ...queue }: Queue): Promise<void> {
  const now = queue.flow();
  if (!now) return;
  const held = [now.current, now.deck].filter((one): one is Claim => one !== null);
  for (const claim of held) {
    if (Date.parse(claim.until) - clock.now().getTime() > RENEW_WHEN_LEFT_MS) continue;
    try {
      const { until } = await api.renew(claim.id);
      const then = still(now.bank);
      if (then) put(renewed(then, claim.id, until));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return queue.signedOut();
      const then = still(now.bank);
      if (then && error instanceof ApiError && error.permanent) put(lost(then, claim.id));
    }
  }
  void queue.askNext();
}

/** Asks, now and then, whether what is held may still be rung; before the deck moves up, above all. */
export async function check(queue: Queue): Promise<void> {
  const now = queue.flow();
  const time = clock.now().getTime();
  if (!now || holding(now).length === 0 || time < queue.checkedAt + CHECK_AFTER_MS) return;
  queue.checkedAt = time;
  try {
    const { claims } = await queue.api.standing();
    const may = claims.filter((one) => one.may_be_rung).map((one) => one.id);
    replace(
      queue,
      holding(now).filter((id) => !may.includes(id)),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) queue.signedOut();
  }
}

/**
 * Replaces claims that are not to be rung any more: their number was suppressed, or they went to somebody
 * else. One that was on the screen for long enough to have been rung stays there without its number: what
 * came of that is still to be recorded.
 */
export function replace(queue: Queue, ids: string[]): void {
  queue.checkedAt = clock.now().getTime();
  for (const id of ids) {
    const now = queue.flow();
    if (!now || !holding(now).includes(id)) continue;
    const { draft } = queue.store.state;
    const rung = queue.shownFor() > RUNG_MS || (draft !== null && isTouched(draft));
    if (now.current?.id === id ? rung : now.parked) {
      queue.put(lost(now, id));
      continue;
    }
    if (now.current?.id === id) queue.store.set({ status: t.status.replaced });
    queue.put(dropped(now, id));
    void queue.release([id]);
  }
  void queue.askNext();
}

/** What was sent is recorded, but no next household could be had with the answer: it is asked for later. */
export function noNext(
  queue: Queue,
  bank: string,
  error: ErrorBody["error"],
): void | Promise<void> {
  const now = queue.still(bank);
  if (!now) return;
  if (error.code === "claim_limit") return takeUp(queue, bank);
  const wait = Number(error.details?.retry_after);
  queue.fail(now, new ApiError(wait ? 429 : 409, error.code, error.message, null, wait || null));
}

/** The server says that this caller has claims which the page does not know: it goes on with them. */
export async function takeUp(queue: Queue, bank: string): Promise<void> {
  try {
    const { claims } = await queue.api.claims();
    const now = queue.still(bank);
    if (!now) return;
    const known = [...holding(now), ...now.closed];
    const extra = claims.filter((one) => !known.includes(one.id));
    // Nothing is missing here: the server's own count will be right in a moment.
    if (extra.length === 0) return queue.fail(now, null);
    const mine = [now.current, now.deck, ...extra].filter((one): one is Claim => one !== null);
    queue.put(answered(resume(now, mine)));
  } catch (error) {
    const now = queue.still(bank);
    if (now) queue.fail(now, error);
  }
}

/** Before the end of a lease, milliseconds: time enough to renew it. */
const LEASE_ENDS_MS = 60_000;
let leaseTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * Sees to it that no number stays on the screen after its lease. A household for which something is
 * entered is renewed; one that was left lying goes back to the list, and the page says so.
 */
export function watchLease(queue: Queue): void {
  clearTimeout(leaseTimer);
  const now = queue.flow();
  const claim = now?.current;
  if (!claim || now.lost === claim.id) return;
  const left = Date.parse(claim.until) - clock.now().getTime();
  // Longer waits do not fit a timer.
  leaseTimer = setTimeout(() => void leaseEnds(queue), Math.min(left - LEASE_ENDS_MS, 2 ** 31 - 1));
}

async function leaseEnds(queue: Queue): Promise<void> {
  const claim = queue.flow()?.current;
  if (!claim || Date.parse(claim.until) - clock.now().getTime() > LEASE_ENDS_MS) return;
  const { draft } = queue.store.state;
  if (draft && isTouched(draft)) await renew(queue);
  const now = queue.flow();
  if (now?.current?.id !== claim.id || now.current.until !== claim.until) return;
  queue.put(lost(now, claim.id));
  void queue.release([claim.id]);
  void queue.clearDeck();
}
