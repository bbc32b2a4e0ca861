import type { Organiser } from "../context";
import { focusAfter } from "../focus";
import { watchJob } from "../jobs";
import { Model } from "../model";
import type { Job } from "../types";
import { type BanksApi, banksApi } from "./api";
import { Counting, type CountState, NOT_COUNTED } from "./count";
import { type BankForm, type FormFaults, type FormField, faultsOf, same } from "./form";
import { addRule, lacks, removeRule, type TargetDraft, targetOf } from "./target";
import type { FieldsAnswer, KindOffer, ManagedBank } from "./types";

/** What the form of a bank shows, whether the bank is new or there already. */
export interface FormState {
  /** Null until what it begins with is here. */
  form: BankForm | null;
  /** As the server has it; for a new bank, as it began. */
  before: BankForm | null;
  bank: ManagedBank | null;
  kinds: KindOffer[];
  banks: ManagedBank[];
  fields: FieldsAnswer | null;
  count: CountState;
  /** What people can be chosen by is being counted anew. */
  roster: Job | null;
  rosterFault: string | null;
  /** What was typed to find values, by the rule's key. */
  searches: Record<number, string>;
  faults: FormFaults;
  /** Saving was tried: what is missing is shown. */
  tried: boolean;
  saving: boolean;
  saveFault: string | null;
  loadFault: string | null;
  /** What goes on when the changes are given up. */
  leaving: (() => void) | null;
}

export const EMPTY: FormState = {
  form: null,
  before: null,
  bank: null,
  kinds: [],
  banks: [],
  fields: null,
  count: NOT_COUNTED,
  roster: null,
  rosterFault: null,
  searches: {},
  faults: {},
  tried: false,
  saving: false,
  saveFault: null,
  loadFault: null,
  leaving: null,
};

/** Ids of the inputs that a fault is tied to. */
export const INPUT: Record<FormField, string> = {
  name: "bank-name",
  purpose: "bank-purpose",
  target: "bank-target",
  hours: "bank-hours",
  waived: "bank-waived",
  returnNumber: "bank-return",
  claimsPerHour: "bank-claims",
  skipsPerHour: "bank-skips",
};

/** Filling in a bank: what is typed, whom it would ring, and what is wrong. */
export abstract class FormModel<State extends FormState = FormState> extends Model<State> {
  readonly api: BanksApi;
  private readonly counting: Counting;
  private readonly ends: (() => void)[] = [];

  constructor(on: Organiser, state: State, bank?: string) {
    super(on, state);
    this.api = banksApi(on.api);
    this.counting = new Counting(
      on,
      this.api,
      (change) => this.put({ count: { ...this.state.count, ...change } }),
      bank,
    );
  }

  /** Changes what every form has. */
  protected put(change: Partial<FormState>): void {
    this.set(change as Partial<State>);
  }

  abstract save(): Promise<void>;

  /** True when something was filled in and not saved. An incomplete rule counts: it would be lost. */
  dirty(): boolean {
    return !same(this.state.form, this.state.before);
  }

  override holds(go: () => void): boolean {
    if (!this.dirty()) return false;
    this.put({ leaving: go });
    return true;
  }

  stay(): void {
    this.put({ leaving: null });
  }

  leave(): void {
    const { leaving } = this.state;
    this.put({ leaving: null });
    leaving?.();
  }

  override stop(): void {
    this.counting.stop();
    for (const end of this.ends.splice(0)) end();
  }

  /** Ends something when the screen is left. */
  protected until(end: () => void): void {
    this.ends.push(end);
  }

  edit(change: Partial<BankForm>): void {
    const { form, tried } = this.state;
    if (!form) return;
    const next = { ...form, ...change };
    this.put({ form: next, saveFault: null, ...(tried ? { faults: faultsOf(next) } : {}) });
    if ("target" in change || "filtered" in change) this.recount();
  }

  /** Counts whom the form would ring, soon. */
  protected recount(): void {
    const { form } = this.state;
    this.counting.soon(form?.filtered ? targetOf(form.target) : null);
  }

  /** Counts the same people once more. */
  countAgain(): void {
    const { form } = this.state;
    this.counting.again(form?.filtered ? targetOf(form.target) : null);
  }

  editTarget(target: TargetDraft): void {
    this.edit({ target });
  }

  addRule(): void {
    const { form } = this.state;
    if (!form) return;
    const target = addRule(form.target);
    this.editTarget(target);
    focusAfter(`rule-${target.rules.at(-1)?.key}-field`);
  }

  removeRule(key: number): void {
    const { form } = this.state;
    if (!form) return;
    const place = form.target.rules.findIndex((rule) => rule.key === key);
    const target = removeRule(form.target, key);
    this.editTarget(target);
    const next = target.rules[place] ?? target.rules.at(-1);
    focusAfter(next ? `rule-${next.key}-field` : "rule-add");
  }

  search(key: number, text: string): void {
    this.put({ searches: { ...this.state.searches, [key]: text } });
  }

  /** Shows what is wrong and goes there; true where nothing is. */
  protected check(): boolean {
    const { form } = this.state;
    if (!form) return false;
    const faults = faultsOf(form);
    this.put({ faults, tried: true, saveFault: null });
    const [first] = Object.keys(INPUT).filter((field) => field in faults) as FormField[];
    if (!first) return true;
    if (first === "target") {
      const rule = form.target.rules.find(lacks);
      focusAfter(rule ? `rule-${rule.key}-${lacks(rule)}` : INPUT.target);
    } else focusAfter(INPUT[first]);
    return false;
  }

  /** Fetches what people can be chosen by. */
  async loadFields(): Promise<void> {
    const fields = await this.on.ask(
      () => this.api.fields(),
      (rosterFault) => this.put({ rosterFault }),
    );
    if (!fields) return;
    this.put({ fields, rosterFault: null });
    // Nobody was counted yet, or not those who were imported just now: what is there to choose from is not all.
    if (fields.as_of === null || fields.behind) void this.countAnew();
  }

  /** Has the server count everybody anew: people were imported, or called, since it last did. */
  async countAnew(): Promise<void> {
    if (this.state.roster) return;
    const begun = await this.on.ask(
      () => this.api.refreshFields(),
      (rosterFault) => this.put({ rosterFault }),
    );
    if (!begun) return;
    this.put({ roster: begun.job, rosterFault: null });
    this.until(watchJob(this.on, begun.job.id, (job) => void this.counted(job)));
  }

  private async counted(job: Job): Promise<void> {
    if (job.state === "failed") {
      return this.put({ roster: null, rosterFault: job.error?.message ?? "" });
    }
    if (job.state !== "done") return this.put({ roster: job });
    const fields = await this.on.ask(
      () => this.api.fields(),
      (rosterFault) => this.put({ rosterFault }),
    );
    this.put({ roster: null, ...(fields ? { fields } : {}) });
    this.countAgain();
  }
}
