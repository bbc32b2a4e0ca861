import type { Organiser } from "../context";
import { watchJob } from "../jobs";
import { words } from "../strings";
import type { Job } from "../types";
import type { Turn } from "./api";
import { changeOf, type Follows, followsOf, formOf } from "./form";
import { EMPTY, FormModel, type FormState } from "./form-model";
import type { ManagedBank } from "./types";

export interface OneState extends FormState {
  /** What is asked about before it is done. */
  asking: Turn | "refresh" | "save" | null;
  turning: boolean;
  turnFault: string | null;
  /** Households are being moved, or it was tried. */
  work: Job | null;
}

/** One phone bank: how it stands, and what can be changed of it. */
export class OneBank extends FormModel<OneState> {
  constructor(
    on: Organiser,
    readonly id: string,
  ) {
    super(on, { ...EMPTY, asking: null, turning: false, turnFault: null, work: null }, id);
  }

  override start(): void {
    void this.load();
    void this.loadFields();
  }

  async load(): Promise<void> {
    this.set({ loadFault: null });
    const found = await this.on.ask(
      () => this.api.one(this.id),
      (loadFault) => this.set({ loadFault }),
    );
    if (!found) return;
    this.show(found.bank);
    this.watch(found.bank.job);
    this.recount();
  }

  /** Takes the server's word for the bank; what is being typed stays. */
  private show(bank: ManagedBank): void {
    const { form, before } = this.state;
    const now = formOf(bank);
    const edited = form && before && Object.keys(changeOf(before, form)).length > 0;
    this.set({ bank, before: now, ...(edited ? {} : { form: now }) });
  }

  /** What would be saved. */
  change() {
    const { form, before } = this.state;
    return form && before ? changeOf(before, form) : {};
  }

  follows(): Follows[] {
    return followsOf(this.change());
  }

  discard(): void {
    this.set({ form: this.state.before, faults: {}, tried: false, saveFault: null });
    this.recount();
  }

  override async save(): Promise<void> {
    if (this.state.saving || !this.check()) return;
    // Volunteers are calling: what follows for them is said before it does.
    if (this.state.bank?.status === "open" && this.follows().length > 0) return this.askTo("save");
    await this.send();
  }

  private async send(): Promise<void> {
    this.set({ saving: true, asking: null });
    const done = await this.on.ask(
      () => this.api.change(this.id, this.change()),
      (saveFault) => this.set({ saving: false, saveFault }),
    );
    if (!done) return;
    const now = formOf(done.bank);
    this.set({ saving: false, bank: done.bank, before: now, form: now, faults: {}, tried: false });
    this.on.say(words.banks.saved);
    this.watch(done.job?.id ?? done.bank.job);
  }

  askTo(asking: OneState["asking"]): void {
    this.set({ asking, turnFault: null });
  }

  /** Does what was asked about. */
  async confirm(): Promise<void> {
    const { asking, turning } = this.state;
    if (!asking || turning) return;
    if (asking === "save") return this.send();
    this.set({ turning: true, turnFault: null });
    const failed = (turnFault: string) => this.set({ turning: false, turnFault });
    if (asking === "refresh") {
      const begun = await this.on.ask(() => this.api.refresh(this.id), failed);
      if (!begun) return;
      this.set({ turning: false, asking: null });
      return this.watch(begun.job.id);
    }
    const done = await this.on.ask(() => this.api.turn(this.id, asking), failed);
    if (!done) return;
    this.set({ turning: false, asking: null });
    this.show(done.bank);
    this.on.say(words.banks.turned[asking]);
    this.watch(done.job?.id ?? done.bank.job);
  }

  /** Follows the work that moves households; the bank's numbers come anew when it is over. */
  private watch(job: string | null): void {
    if (!job) return;
    this.until(
      watchJob(this.on, job, (work) => {
        this.set({ work });
        if (work.state === "done") void this.worked();
      }),
    );
  }

  private async worked(): Promise<void> {
    const found = await this.on.ask(
      () => this.api.one(this.id),
      () => undefined,
    );
    if (found) this.show(found.bank);
  }

  /** Starts work again that failed. */
  async startAgain(): Promise<void> {
    const { work } = this.state;
    if (!work) return;
    const begun = await this.on.ask(
      () => this.on.api.startJob(work.id),
      (turnFault) => this.set({ turnFault }),
    );
    if (begun) this.watch(begun.job.id);
  }
}
