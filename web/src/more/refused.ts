import { reopened } from "../call/flow-seldom";
import type { Entry } from "../outbox/storage";
import { keepDraft } from "../store/drafts";
import type { Queue } from "../store/queue";

/** The server refused an entry for good: it is shown, and the household may come up again with what was typed. */
export function refused({ store, put, flow }: Queue, entry: Entry): void {
  const { outbox: box } = store.state;
  const others = box.refused.filter((one) => one.id !== entry.id);
  store.set({ status: "", outbox: { ...box, refused: [...others, entry] } });
  const now = flow();
  if (!now || entry.what.kind === "correction") return;
  if (now.saved?.claim.id === entry.claim) keepDraft(now.saved.draft);
  put(reopened(now, entry.claim));
}
