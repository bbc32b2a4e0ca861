import { ApiError } from "../api/client";
import { isTouched } from "../call/draft";
import { begin } from "../call/flow";
import { cutIn, lost } from "../call/flow-seldom";
import { dropDraft, loadDraft } from "../store/drafts";
import type { Queue } from "../store/queue";
import type { Place } from "../store/state";
import { moreApi } from "./api";

/**
 * The page was dropped in the middle of a call, and the lease has ended meanwhile (calling hours end, say).
 * What was entered can still be recorded: the card is shown again, with no number to ring.
 */
export async function recover(
  queue: Queue,
  claims: string[],
  open: (place: Place, inItsPlace: boolean) => void,
): Promise<void> {
  for (const id of claims) {
    const draft = loadDraft({ id });
    if (!draft || !isTouched(draft)) {
      dropDraft(id);
      continue;
    }
    try {
      const { call, claim } = await moreApi(queue.api).myCall(id);
      if (call) {
        dropDraft(id);
        continue;
      }
      await queue.clearDeck();
      const now = queue.flow() ?? begin(claim.bank);
      // The household of another such draft waits there: this one comes when the page is opened again.
      if (now.parked) return;
      queue.put(lost(cutIn(now, claim), id));
      open("call", true);
    } catch (error) {
      // Not this volunteer's, or too old. Without a network it is tried when the page is opened again.
      if (error instanceof ApiError && error.permanent) dropDraft(id);
    }
  }
}
