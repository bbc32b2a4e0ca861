import { ApiError, clock } from "../api/client";
import type { Claim } from "../api/types";
import { answered, type Flow, holding, lost, renewed, resume } from "../call/flow";
import type { Queue } from "../store/queue";

/** Renewing before this much of the half hour is used would only cost a request. */
const RENEW_WHEN_LEFT_MS = 25 * 60_000;
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
    for (const id of holding(now)) {
      if (!claims.find((one) => one.id === id)?.may_be_rung) queue.gone(id);
    }
    void queue.askNext();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) queue.signedOut();
  }
}

/** The server says that this caller has claims which the page does not know: it goes on with them. */
export async function takeUp(queue: Queue, now: Flow): Promise<void> {
  try {
    const { claims } = await queue.api.claims();
    const known = holding(now);
    const extra = claims.filter(
      (one) => one.bank === now.bank && ![...known, ...now.closed].includes(one.id),
    );
    const mine = [now.current, now.deck, ...extra].filter((one): one is Claim => one !== null);
    queue.put(answered(resume(now, mine)));
  } catch (error) {
    queue.fail(now, error);
  }
}
