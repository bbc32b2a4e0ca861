import { everyVisible } from "../every";
import { Model } from "../model";
import { say, words } from "../strings";
import { overviewApi } from "./api";
import { inTheirPlaces } from "./places";
import type { BankNow, CallerNow, Overview, QuestionCount } from "./types";

const LOOK_EVERY_MS = 15_000;

export interface OverviewState {
  /** Missing: not there yet. */
  now: Overview | null;
  /** Why the last look failed; what is shown then is as old as it says. */
  fault: string | null;
  /** The bank that is looked at; empty for all of them. */
  bank: string;
  /** Whose answers are shown: the bank that is looked at, or else the first. */
  answers: { bank: string; questions: QuestionCount[] } | null;
  /** The bank that is being opened or paused. */
  changing: string | null;
  /** Why a bank could not be opened or paused. */
  changeFault: string | null;
  /** Asks whether held contacts go back: all (`caller` null) or one caller's. */
  returning: { caller: CallerNow | null; busy: boolean; fault: string | null } | null;
}

/** What is going on: looked up every 15 seconds while the page is looked at. */
export class OverviewModel extends Model<OverviewState> {
  private readonly api = overviewApi(this.on.api);
  private end: () => void = () => undefined;
  /** Counts the looks: the answer to an older one than the last is of no use. */
  private looks = 0;

  override start(): void {
    void this.look();
    this.end = everyVisible(LOOK_EVERY_MS, () => void this.look());
  }

  override stop(): void {
    this.end();
    this.looks += 1;
  }

  /** Looks at one bank, or at all of them. */
  choose(bank: string): void {
    this.set({ bank });
    void this.look(true);
  }

  /** `anew`: everything may move, because something else is looked at. */
  async look(anew = false): Promise<void> {
    this.looks += 1;
    const look = this.looks;
    const { bank } = this.state;
    const found = await this.on.ask(
      () => this.api.overview(bank),
      (fault) => look === this.looks && this.set({ fault }),
    );
    if (!found || look !== this.looks) return;
    const now = anew ? found : inTheirPlaces(found, this.state.now);
    this.set({ now, fault: null });
    await this.lookAtAnswers(now, look);
  }

  private async lookAtAnswers(now: Overview, look: number): Promise<void> {
    const bank = this.state.bank || firstBank(now.banks)?.id;
    if (!bank) return this.set({ answers: null });
    const found = await this.on.ask(
      () => this.api.answers(bank),
      () => undefined,
    );
    if (found && look === this.looks) this.set({ answers: { bank, questions: found.questions } });
  }

  /** Opens a bank or pauses it. */
  async setBank(bank: BankNow, act: "open" | "pause"): Promise<void> {
    if (this.state.changing) return;
    this.set({ changing: bank.id, changeFault: null });
    const done = await this.on.ask(
      async () => {
        await this.api.setBank(bank.id, act);
        return true;
      },
      (changeFault) => this.set({ changeFault }),
    );
    this.set({ changing: null });
    if (!done) return;
    const { opened, paused } = words.overview;
    this.on.say(say(act === "open" ? opened : paused, { name: bank.name }));
    await this.look();
  }

  /** Asks before contacts are taken back: somebody may be ringing them. */
  askReturn(caller: CallerNow | null): void {
    this.set({ returning: { caller, busy: false, fault: null } });
  }

  cancelReturn(): void {
    this.set({ returning: null });
  }

  async returnHeld(): Promise<void> {
    const { returning } = this.state;
    if (!returning || returning.busy) return;
    this.set({ returning: { ...returning, busy: true, fault: null } });
    const found = await this.on.ask(
      () => this.api.returnHeld(returning.caller?.id ?? null),
      (fault) => this.set({ returning: { ...returning, busy: false, fault } }),
    );
    if (!found) return;
    this.set({ returning: null });
    this.on.say(say(words.overview.returned, { n: found.returned }));
    await this.look();
  }
}

/** The bank whose answers are shown while all are looked at: an open one before the others. */
const firstBank = (banks: BankNow[]) => banks.find((one) => one.status === "open") ?? banks[0];
