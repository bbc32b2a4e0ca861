import { focusFault } from "../../ui/focus";
import type { Organiser } from "../context";
import { everyVisible } from "../every";
import { Model } from "../model";
import { words } from "../strings";
import { type Filters, resultsApi } from "./api";
import type { Export, ExportKind, Results } from "./types";

const LOOK_EVERY_MS = 2_000;

/** Exports of which only what is new can be had; the others are lists of everybody. */
export const SINCE_LAST: readonly ExportKind[] = ["attempts", "latest", "van"];

export interface ResultsState {
  filters: Filters;
  filterFault: string | null;
  results: Results | null;
  fault: string | null;
  banks: { id: string; name: string }[];
  callers: { id: string; name: string }[];
  kind: ExportKind;
  exportBank: string;
  sinceLast: boolean;
  busy: boolean;
  exports: Export[] | null;
  exportFault: string | null;
  /** The export whose link is being fetched. */
  fetching: string | null;
}

const running = (one: Export) => one.state === "waiting" || one.state === "running";

/** What was recorded, counted; and the files of it. */
export class ResultsModel extends Model<ResultsState> {
  private readonly api;
  private stopLooking: (() => void) | null = null;
  /** Which question was asked last: a late answer to an earlier one is not shown. */
  private asked = 0;

  constructor(on: Organiser) {
    super(on, {
      filters: { bank: "", from: "", to: "", caller: "" },
      filterFault: null,
      results: null,
      fault: null,
      banks: [],
      callers: [],
      kind: "attempts",
      exportBank: "",
      sinceLast: false,
      busy: false,
      exports: null,
      exportFault: null,
      fetching: null,
    });
    this.api = resultsApi(on.api);
  }

  override start(): void {
    void this.load();
    void this.loadNames();
    void this.loadExports();
    this.stopLooking = everyVisible(LOOK_EVERY_MS, () => {
      if (this.state.exports?.some(running)) void this.loadExports();
    });
  }

  override stop(): void {
    this.stopLooking?.();
  }

  async load(): Promise<void> {
    const asked = ++this.asked;
    const results = await this.on.ask(
      () => this.api.results(this.state.filters),
      (fault) => this.set({ fault }),
    );
    if (results && asked === this.asked) this.set({ results, fault: null });
  }

  /** Names for the filters; without them, the results are there all the same. */
  private async loadNames(): Promise<void> {
    const nothing = () => undefined;
    const [banks, volunteers] = await Promise.all([
      this.on.ask(this.api.banks, nothing),
      this.on.ask(this.api.volunteers, nothing),
    ]);
    const callers = (volunteers?.volunteers ?? [])
      .filter((one) => one.calls > 0)
      .sort((a, b) => a.name.localeCompare(b.name));
    this.set({ banks: banks?.banks ?? [], callers });
  }

  bankName(id: string | null): string {
    if (!id) return words.results.allBanks;
    return this.state.banks.find((one) => one.id === id)?.name ?? id;
  }

  filter(change: Partial<Filters>): void {
    const filters = { ...this.state.filters, ...change };
    const wrong = Boolean(filters.from && filters.to && filters.from > filters.to);
    this.set({ filters, filterFault: wrong ? words.results.daysWrong : null });
    if (!wrong) void this.load();
  }

  // Exports.

  async loadExports(): Promise<void> {
    const found = await this.on.ask(this.api.exports, (exportFault) => {
      if (!this.state.exports) this.set({ exportFault });
    });
    if (!found) return;
    const before = this.state.exports ?? [];
    this.set({ exports: found.exports });
    const wasRunning = new Set(before.filter(running).map((one) => one.id));
    if (found.exports.some((one) => one.state === "done" && wasRunning.has(one.id)))
      this.on.say(words.results.madeSay);
  }

  pickKind(kind: ExportKind): void {
    this.set({ kind, sinceLast: this.state.sinceLast && SINCE_LAST.includes(kind) });
  }

  async make(): Promise<void> {
    const { kind, exportBank, sinceLast, busy } = this.state;
    if (busy) return;
    this.set({ busy: true, exportFault: null });
    const made = await this.on.ask(
      () => this.api.make(kind, exportBank, sinceLast),
      (exportFault) => this.set({ exportFault }),
    );
    this.set({ busy: false });
    if (made) this.set({ exports: [made.export, ...(this.state.exports ?? [])] });
    else focusFault();
  }

  /** Goes on with one that stopped half-way. */
  async again(id: string): Promise<void> {
    const found = await this.on.ask(
      () => this.on.api.startJob(id),
      (exportFault) => this.set({ exportFault }),
    );
    if (found) await this.loadExports();
  }

  /** The link is good for minutes only, and who asked for it is written down: so it is fetched now. */
  async download(id: string): Promise<void> {
    if (this.state.fetching) return;
    this.set({ fetching: id, exportFault: null });
    const found = await this.on.ask(
      () => this.api.link(id),
      (exportFault) => this.set({ exportFault }),
    );
    this.set({ fetching: null });
    if (!found) return;
    const link = document.createElement("a");
    link.href = found.url;
    link.download = found.name;
    link.click();
    this.on.say(words.results.downloadSay);
  }
}
