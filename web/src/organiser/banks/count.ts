import type { Organiser } from "../context";
import type { BanksApi } from "./api";
import type { Counted, Target } from "./types";

const PAUSE_MS = 400;

/** The live count beside a target that is edited. */
export interface CountState {
  /** The last answer; it stays while the next is fetched. */
  counted: Counted | null;
  busy: boolean;
  fault: string | null;
}

export const NOT_COUNTED: CountState = { counted: null, busy: false, fault: null };

/** Counts a target a moment after its last change. Answers may overtake one another: the last asked wins. */
export class Counting {
  private asked = 0;
  private last: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly on: Organiser,
    private readonly api: BanksApi,
    private readonly tell: (change: Partial<CountState>) => void,
    private readonly bank?: string,
  ) {}

  /** Counts soon. Null: the target is not complete, so there is nothing to count. */
  soon(target: Target | null): void {
    const wanted = target && JSON.stringify(target);
    if (wanted === this.last) return;
    this.last = wanted;
    this.stop();
    if (!target) return this.tell({ busy: false, fault: null });
    this.tell({ busy: true });
    this.timer = setTimeout(() => void this.now(target), PAUSE_MS);
  }

  /** Counts again, though the target is the same. */
  again(target: Target | null): void {
    this.last = null;
    this.soon(target);
  }

  /** What is on its way does not matter any more. */
  stop(): void {
    this.asked += 1;
    clearTimeout(this.timer);
  }

  private async now(target: Target): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const tell = (change: Partial<CountState>) => {
      if (mine === this.asked) this.tell({ busy: false, ...change });
    };
    const counted = await this.on.ask(
      () => this.api.count(target, this.bank),
      (fault) => tell({ fault }),
    );
    if (counted) tell({ counted, fault: null });
  }
}
