import { ApiError } from "../../api/client";
import { refocus } from "../../more/refocus";
import type { Organiser } from "../context";
import { everyVisible } from "../every";
import { Model } from "../model";
import { words } from "../strings";
import { qualityApi } from "./api";
import type { Decision, Kind, Matter, Note, Quality } from "./types";

const LOOK_EVERY_MS = 60_000;

export type Shown = Kind | "all" | "notes";

export interface QualityState {
  shown: Shown;
  quality: Quality | null;
  notes: Note[] | null;
  banks: { id: string; name: string }[];
  fault: string | null;
  /** The matter that is being decided, and what went wrong with one. */
  deciding: string | null;
  decideFault: { id: string; text: string } | null;
  /** Two households that may become one; `stays` is the id of the one that does. */
  merging: { id: string; stays: string } | null;
}

/** What there is to decide about the list, and what volunteers wrote. */
export class QualityModel extends Model<QualityState> {
  private readonly api;
  private stopLooking: (() => void) | null = null;

  constructor(on: Organiser) {
    super(on, {
      shown: "all",
      quality: null,
      notes: null,
      banks: [],
      fault: null,
      deciding: null,
      decideFault: null,
      merging: null,
    });
    this.api = qualityApi(on.api);
  }

  override start(): void {
    void this.load();
    void this.loadBanks();
    this.stopLooking = everyVisible(LOOK_EVERY_MS, () => void this.load());
  }

  override stop(): void {
    this.stopLooking?.();
  }

  async load(): Promise<void> {
    const { shown } = this.state;
    const kind = shown === "all" || shown === "notes" ? null : shown;
    const failed = (fault: string) => {
      if (!this.state.quality || !this.state.notes) this.set({ fault });
    };
    const [quality, notes] = await Promise.all([
      this.on.ask(() => this.api.look(kind), failed),
      this.on.ask(this.api.notes, failed),
    ]);
    // An answer to another question than the one that stands now is not shown.
    if (this.state.shown !== shown) return;
    if (quality) this.set({ quality });
    if (notes) this.set({ notes: notes.notes });
    if (quality && notes) this.set({ fault: null });
  }

  private async loadBanks(): Promise<void> {
    const found = await this.on.ask(this.api.banks, () => undefined);
    if (found) this.set({ banks: found.banks });
  }

  bankName(id: string | null): string | null {
    return this.state.banks.find((one) => one.id === id)?.name ?? null;
  }

  show(shown: Shown): void {
    this.set({ shown });
    void this.load();
  }

  matter(id: string): Matter | null {
    return this.state.quality?.items.find((one) => one.id === id) ?? null;
  }

  /** Asks before two households become one. */
  askMerge(id: string | null): void {
    const first = id && this.matter(id)?.households[0];
    this.set({ merging: id && first ? { id, stays: first.id } : null, decideFault: null });
  }

  pickStays(stays: string): void {
    const { merging } = this.state;
    if (merging) this.set({ merging: { ...merging, stays } });
  }

  async decide(id: string, decision: Decision, household: string | null = null): Promise<void> {
    if (this.state.deciding) return;
    this.set({ deciding: id, decideFault: null });
    let gone = false;
    const found = await this.on.ask(
      () => this.api.decide(id, decision, household),
      (text, error) => {
        gone = error instanceof ApiError && (error.status === 404 || error.status === 409);
        this.set({ decideFault: { id, text } });
      },
    );
    this.set({ deciding: null });
    // Somebody else was quicker: what stands now is shown.
    if (gone) this.set({ merging: null });
    if (gone) return this.load();
    if (!found) return;
    const { quality } = this.state;
    if (quality) {
      const items = quality.items.map((one) => (one.id === id ? found.item : one));
      this.set({ quality: { ...quality, items }, merging: null });
    }
    this.on.say(words.quality.settledSay);
    refocus(".quality-list button", "h1");
    await this.load();
  }
}

/** The address of a household in one line. */
export const addressOf = ({ address, town }: { address: string[]; town: string }) =>
  [...address, town].filter(Boolean).join(", ");
