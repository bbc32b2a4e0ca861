import type { Organiser } from "../context";
import { everyVisible } from "../every";
import { watchJob } from "../jobs";
import { Model } from "../model";
import { words } from "../strings";
import type { Job } from "../types";
import { type BanksApi, banksApi, type Turn } from "./api";
import type { ManagedBank } from "./types";

const LOOK_EVERY_MS = 30_000;

export interface ListState {
  banks: ManagedBank[] | null;
  fault: string | null;
  /** What is asked about before it is done. */
  asking: { bank: ManagedBank; turn: Turn } | null;
  turning: boolean;
  turnFault: string | null;
  /** Work that moves households, by bank. */
  jobs: Record<string, Job>;
}

const EMPTY: ListState = {
  banks: null,
  fault: null,
  asking: null,
  turning: false,
  turnFault: null,
  jobs: {},
};

/** All phone banks, and turning them on and off. */
export class BankList extends Model<ListState> {
  readonly api: BanksApi;
  private readonly watched = new Map<string, () => void>();
  private rest = () => {};

  constructor(on: Organiser) {
    super(on, EMPTY);
    this.api = banksApi(on.api);
  }

  override start(): void {
    void this.load();
    this.rest = everyVisible(LOOK_EVERY_MS, () => void this.load());
  }

  override stop(): void {
    this.rest();
    for (const end of this.watched.values()) end();
    this.watched.clear();
  }

  async load(): Promise<void> {
    const found = await this.on.ask(
      () => this.api.list(),
      (fault) => this.set({ fault }),
    );
    if (!found) return;
    this.set({ banks: found.banks, fault: null });
    for (const bank of found.banks) this.watch(bank.id, bank.job);
  }

  askTo(bank: ManagedBank, turn: Turn): void {
    this.set({ asking: { bank, turn }, turnFault: null });
  }

  cancel(): void {
    this.set({ asking: null });
  }

  async confirm(): Promise<void> {
    const { asking, turning } = this.state;
    if (!asking || turning) return;
    const { bank, turn } = asking;
    this.set({ turning: true, turnFault: null });
    const done = await this.on.ask(
      () => this.api.turn(bank.id, turn),
      (turnFault) => this.set({ turning: false, turnFault }),
    );
    if (!done) return;
    const banks = this.state.banks?.map((one) => (one.id === bank.id ? done.bank : one)) ?? null;
    this.set({ turning: false, asking: null, banks });
    this.on.say(words.banks.turned[turn]);
    this.watch(bank.id, done.job?.id ?? done.bank.job);
  }

  private watch(bank: string, job: string | null): void {
    if (!job || this.watched.has(job)) return;
    const tell = (state: Job) => {
      this.set({ jobs: { ...this.state.jobs, [bank]: state } });
      if (state.state === "done") void this.load();
    };
    this.watched.set(job, watchJob(this.on, job, tell));
  }

  /** Starts the work of a bank again that failed. */
  async startAgain(bank: string): Promise<void> {
    const job = this.state.jobs[bank];
    if (!job) return;
    const begun = await this.on.ask(
      () => this.on.api.startJob(job.id),
      (turnFault) => this.set({ turnFault }),
    );
    if (!begun) return;
    this.watched.delete(job.id);
    this.watch(bank, begun.job.id);
  }
}
