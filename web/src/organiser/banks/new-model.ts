import type { Hours } from "../../api/types";
import { focusFault } from "../../ui/focus";
import type { Organiser } from "../context";
import { pathOf } from "../route";
import { say, words } from "../strings";
import { newBankOf, newForm, otherKind } from "./form";
import { EMPTY, FormModel } from "./form-model";
import type { BankKind } from "./types";

const DAY: [string, string] = ["09:00", "21:00"];
/** Where the campaign says nothing; as the server has it. */
const USUAL_HOURS: Hours = {
  mon: DAY,
  tue: DAY,
  wed: DAY,
  thu: DAY,
  fri: DAY,
  sat: DAY,
  sun: ["11:00", "20:00"],
};

/** A phone bank that is not there yet. */
export class NewBank extends FormModel {
  constructor(on: Organiser) {
    super(on, EMPTY);
  }

  override start(): void {
    if (this.state.form) this.recount();
    else void this.load();
    void this.loadFields();
  }

  async load(): Promise<void> {
    this.set({ loadFault: null });
    const found = await this.on.ask(
      () => Promise.all([this.api.kinds(), this.api.list()]),
      (loadFault) => this.set({ loadFault }),
    );
    if (!found) return;
    const [{ kinds }, { banks }] = found;
    const [first] = kinds;
    const form = first ? newForm(first, USUAL_HOURS) : null;
    this.set({ kinds, banks, form, before: form });
    this.recount();
  }

  chooseKind(kind: BankKind): void {
    const { form, kinds } = this.state;
    const from = kinds.find((one) => one.kind === form?.kind);
    const to = kinds.find((one) => one.kind === kind);
    if (!form || !from || !to) return;
    // A kind that was only looked at is nothing to lose.
    const untouched = !this.dirty();
    const next = otherKind(form, from, to, USUAL_HOURS);
    this.edit(next);
    if (untouched) this.set({ before: next });
  }

  override async save(): Promise<void> {
    const { form, saving } = this.state;
    if (saving || !form || !this.check()) return;
    this.set({ saving: true });
    const made = await this.on.ask(
      () => this.api.make(newBankOf(form)),
      (saveFault) => {
        this.set({ saving: false, saveFault });
        focusFault();
      },
    );
    if (!made) return;
    this.set({ saving: false });
    this.on.go(pathOf("banks", made.bank.id), true, true);
    this.on.say(say(words.banks.made, { name: made.bank.name }));
  }
}
