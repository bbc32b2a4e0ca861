import { everyVisible } from "../every";
import { Model } from "../model";
import type { Job } from "../types";
import { importsApi } from "./api";
import type { Import, ImportState, Preview, Said } from "./types";
import { goOn, sendingOf } from "./uploads";

const LOOK_EVERY_MS = 1_000;

/** States in which the server is at work. */
const AT_WORK: readonly ImportState[] = ["checking", "reading", "writing", "undoing"];
export const atWork = (one: Import) => AT_WORK.includes(one.state);

export interface OneState {
  id: string;
  /** Missing: not there yet. */
  it: Import | null;
  preview: Preview | null;
  problemsUrl: string | null;
  fault: string | null;
  /** What the organiser says of each file, where it differs from what was checked. */
  said: Said[] | null;
  busy: boolean;
  undoing: { busy: boolean; fault: string | null } | null;
  /** The work of taking it back, where that was asked for here. */
  job: Job | null;
}

/** One import, from its files' way to the server to what became of it. */
export class OneImport extends Model<OneState> {
  private readonly api = importsApi(this.on.api);
  private end: () => void = () => undefined;
  private looking = false;

  override start(): void {
    void this.look();
    this.end = everyVisible(LOOK_EVERY_MS, () => {
      const { it, busy } = this.state;
      const sending = sendingOf(this.on, this.state.id);
      // While nothing changes at the server, nothing is asked.
      if (!busy && (it ? atWork(it) || (it.state === "uploading" && !sending) : !this.state.fault))
        void this.look();
    });
  }

  override stop(): void {
    this.end();
  }

  get sending() {
    return sendingOf(this.on, this.state.id);
  }

  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const found = await this.on.ask(
      () => this.api.one(this.state.id),
      (fault) => this.set({ fault }),
    );
    this.looking = false;
    if (!found) return;
    this.set({
      it: found.import,
      preview: found.preview ?? null,
      problemsUrl: found.problems_url ?? null,
      fault: null,
    });
    if (found.import.state === "undoing") await this.lookAtJob();
  }

  private async lookAtJob(): Promise<void> {
    const { job } = this.state;
    if (!job) return;
    const found = await this.on.ask(
      () => this.on.api.job(job.id),
      () => undefined,
    );
    if (found) this.set({ job: found.job });
  }

  /** Sends the rest of the files after a fault on the way. */
  again(): void {
    void goOn(this.on, this.state.id);
  }

  /** What is said of a file now: all its columns, as they are shown. */
  private saidNow(): Said[] {
    const { said, preview } = this.state;
    return (
      said ??
      (preview?.files ?? []).map((file) => ({
        columns: Object.fromEntries(file.columns.map((one) => [one.position, one.meaning])),
      }))
    );
  }

  /** Says what a column of a file means; empty: it is not used. */
  mean(file: number, position: number, meaning: string): void {
    const said = this.saidNow().map((one, n) =>
      n === file ? { ...one, columns: { ...one.columns, [position]: meaning } } : one,
    );
    this.set({ said });
  }

  /** Says how a file's cells are separated: its columns are then guessed anew. */
  separate(file: number, separator: string): void {
    const said = this.saidNow().map((one, n) => (n === file ? { columns: {}, separator } : one));
    this.set({ said });
    void this.check();
  }

  /** What the server is asked to do, after which its state is another one. */
  private async ask(work: () => Promise<{ import: Import }>): Promise<boolean> {
    if (this.state.busy) return false;
    this.set({ busy: true, fault: null });
    const found = await this.on.ask(work, (fault) => this.set({ fault }));
    this.set({ busy: false, ...(found ? { it: found.import } : {}) });
    return Boolean(found);
  }

  /** Has the files read again, with what was said of their columns. */
  async check(): Promise<void> {
    const { id, said } = this.state;
    if (await this.ask(() => this.api.check(id, said ?? undefined))) this.set({ said: null });
  }

  /** Starts the import, or has a failed one go on from where it was. */
  async begin(): Promise<void> {
    await this.ask(() => this.api.start(this.state.id));
  }

  /** Has taking it back go on after it stopped. */
  async startJob(): Promise<void> {
    const { job } = this.state;
    if (!job) return;
    const started = await this.on.ask(
      () => this.on.api.startJob(job.id),
      (fault) => this.set({ fault }),
    );
    if (started) this.set({ job: started.job });
  }

  askUndo(): void {
    this.set({ undoing: { busy: false, fault: null } });
  }

  cancelUndo(): void {
    this.set({ undoing: null });
  }

  /** Takes back what the import did. */
  async undo(): Promise<void> {
    if (this.state.undoing?.busy) return;
    this.set({ undoing: { busy: true, fault: null } });
    const begun = await this.on.ask(
      () => this.api.undo(this.state.id),
      (fault) => this.set({ undoing: { busy: false, fault } }),
    );
    if (!begun) return;
    const { it } = this.state;
    this.set({
      undoing: null,
      job: begun.job,
      ...(it ? { it: { ...it, state: "undoing", can_undo: false } } : {}),
    });
    await this.look();
  }
}
