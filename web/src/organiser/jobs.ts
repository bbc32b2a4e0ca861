import type { Organiser } from "./context";
import { everyVisible } from "./every";
import type { Job } from "./types";

const LOOK_EVERY_MS = 1_000;
const over = (job: Job) => job.state === "done" || job.state === "failed";

/**
 * Watches a job until it is done or has failed: `tell` gets every state of it. A moment without a network
 * does not end it. Returns what ends the watching (call it in the model's `stop`).
 */
export function watchJob(on: Organiser, id: string, tell: (job: Job) => void): () => void {
  let busy = false;
  let ended = false;
  const end = () => {
    ended = true;
    stop();
  };
  async function look(): Promise<void> {
    if (busy) return;
    busy = true;
    const found = await on.ask(
      () => on.api.job(id),
      () => undefined,
    );
    busy = false;
    if (!found || ended) return;
    if (over(found.job)) end();
    tell(found.job);
  }
  const stop = everyVisible(LOOK_EVERY_MS, () => void look());
  void look();
  return end;
}
