import { clock } from "../../api/client";
import { ukMoment } from "../../format/uk-time";
import { focusFault } from "../../ui/focus";
import type { Organiser } from "../context";
import { watchJob } from "../jobs";
import { Model } from "../model";
import { say, words } from "../strings";
import type { Job } from "../types";
import { listsApi } from "./api";
import { NumberList } from "./number-list";
import { electorsIn, telephonesIn } from "./parse";
import type {
  ScreenedAnswer,
  Screening,
  SuppressionAnswer,
  SuppressionReason,
  VotedAnswer,
} from "./types";

export type Part = "voted" | "numbers" | "screening";

export interface ListsState {
  part: Part;
  /** False: the mark is taken away. */
  voted: boolean;
  prefix: string;
  reason: SuppressionReason;
  screening: Screening | null;
  screeningFault: string | null;
  /** YYYY-MM-DD */
  screenedOn: string;
  dateFault: string | null;
  which: "all" | "listed";
  job: Job | null;
  /** The job dates numbers; else it only counts them. */
  dating: boolean;
  busy: boolean;
  copied: boolean;
  lift: Lift;
}

/** A number that is taken back, because it was stopped by a slip. */
export interface Lift {
  text: string;
  reason: SuppressionReason;
  busy: boolean;
  fault: string | null;
  /** What came of the last one. */
  said: string | null;
}

/** Who has voted, which numbers are not to be rung, and when numbers were screened. */
export class ListsModel extends Model<ListsState> {
  readonly votes: NumberList<VotedAnswer>;
  readonly numbers: NumberList<SuppressionAnswer>;
  readonly screened: NumberList<ScreenedAnswer>;
  private readonly api;
  private stopWatching: (() => void) | null = null;

  constructor(on: Organiser) {
    super(on, {
      part: "voted",
      voted: true,
      prefix: "",
      reason: "objection",
      screening: null,
      screeningFault: null,
      screenedOn: ukMoment(clock.now()).date,
      dateFault: null,
      which: "all",
      job: null,
      dating: false,
      busy: false,
      copied: false,
      lift: { text: "", reason: "objection", busy: false, fault: null, said: null },
    });
    this.api = listsApi(on.api);
    this.votes = new NumberList(on, {
      parse: electorsIn,
      send: (electors) => {
        const { prefix, voted } = this.state;
        return this.api.voted(electors, prefix.trim(), voted);
      },
      add: (one, other) => ({
        marked: one.marked + other.marked,
        already: one.already + other.already,
        unmatched: [...one.unmatched, ...other.unmatched],
        households: one.households + other.households,
      }),
      finished: ({ marked }) => {
        const word = this.state.voted ? words.lists.markedSay : words.lists.unmarkedSay;
        on.say(say(word, { n: marked }));
      },
    });
    this.numbers = new NumberList(on, {
      parse: telephonesIn,
      send: (numbers) => this.api.suppress(numbers, this.state.reason),
      add: (one, other) => ({
        suppressed: one.suppressed + other.suppressed,
        already: one.already + other.already,
        unknown: one.unknown + other.unknown,
        unreadable: [...one.unreadable, ...other.unreadable],
      }),
      finished: ({ suppressed }) => on.say(say(words.lists.suppressedSay, { n: suppressed })),
    });
    this.screened = new NumberList(on, {
      parse: telephonesIn,
      send: (numbers) => this.api.screened(numbers, this.state.screenedOn),
      add: (one, other) => ({
        screened: one.screened + other.screened,
        unknown: one.unknown + other.unknown,
        unreadable: [...one.unreadable, ...other.unreadable],
      }),
      finished: ({ screened }) => {
        on.say(say(words.lists.screenedSay, { n: screened }));
        void this.load();
      },
    });
  }

  override start(): void {
    void this.load();
    if (this.state.job) this.watch(this.state.job.id);
  }

  override stop(): void {
    this.stopWatching?.();
  }

  async load(): Promise<void> {
    const screening = await this.on.ask(this.api.screening, (screeningFault) =>
      this.set({ screeningFault }),
    );
    if (screening) this.set({ screening, screeningFault: null });
  }

  show(part: Part): void {
    this.set({ part });
  }

  /** The numbers are dated: those listed in parts, or all of them by a job. */
  async markScreened(): Promise<void> {
    const { screenedOn, which, busy } = this.state;
    const today = ukMoment(clock.now()).date;
    const dateFault = !/^\d{4}-\d\d-\d\d$/.test(screenedOn)
      ? words.lists.dateMissing
      : screenedOn > today
        ? words.lists.dateAhead
        : null;
    this.set({ dateFault });
    if (dateFault) return focusFault();
    if (which === "listed") return this.screened.send();
    if (busy) return;
    this.set({ busy: true, screeningFault: null });
    const found = await this.on.ask(
      () => this.api.allScreened(screenedOn),
      (screeningFault) => this.set({ screeningFault }),
    );
    this.set({ busy: false });
    if (!found) return;
    this.set({ job: found.job, dating: true });
    this.watch(found.job.id);
  }

  /** Has the ages counted anew. */
  async count(): Promise<void> {
    const found = await this.on.ask(this.api.countScreening, (screeningFault) =>
      this.set({ screeningFault }),
    );
    if (!found) return;
    this.set({ job: found.job, dating: false });
    this.watch(found.job.id);
  }

  async startJob(): Promise<void> {
    const { job } = this.state;
    if (!job) return;
    const found = await this.on.ask(
      () => this.on.api.startJob(job.id),
      (screeningFault) => this.set({ screeningFault }),
    );
    if (!found) return;
    this.set({ job: found.job });
    this.watch(job.id);
  }

  private watch(id: string): void {
    this.stopWatching?.();
    this.stopWatching = watchJob(this.on, id, (job) => {
      this.set({ job });
      if (job.state !== "done") return;
      if (this.state.dating) this.on.say(words.lists.allScreenedSay);
      void this.load();
    });
  }

  setLift(change: Partial<Lift>): void {
    this.set({ lift: { ...this.state.lift, ...change } });
  }

  async liftNumber(): Promise<void> {
    const { text, reason, busy } = this.state.lift;
    if (busy) return;
    if (!text.trim()) {
      this.setLift({ fault: words.lists.lift.missing });
      return focusFault();
    }
    this.setLift({ busy: true, fault: null, said: null });
    const found = await this.on.ask(
      () => this.api.lift(text.trim(), reason),
      (fault) => this.setLift({ fault }),
    );
    this.setLift({ busy: false });
    if (!found) return focusFault();
    const { lifted, still } = words.lists.lift;
    const word = found.still_suppressed ? still : lifted;
    this.setLift({ text: "", said: say(word, { number: found.number_display }) });
  }

  async copy(text: string): Promise<void> {
    await navigator.clipboard?.writeText(text);
    this.set({ copied: true });
    setTimeout(() => this.set({ copied: false }), 2_000);
  }
}
