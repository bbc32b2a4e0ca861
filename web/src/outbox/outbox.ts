import { type After, ApiError } from "../api/client";
import { type Entry, jot, jotted, type OutboxStorage, rub } from "./storage";

/** What the controller has to know about, and what it has to do for the outbox. */
export interface OutboxEvents {
  send(entry: Entry): Promise<After | undefined>;
  sent(entry: Entry, after: After): void;
  refused(entry: Entry): void;
  /** 401: nothing is sent until `kick` after signing in again. */
  signedOut(): void;
  /** The numbers of entries that wait, and whether sending has failed for now. */
  changed(waiting: number, stuck: boolean): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Milliseconds before try number `tries` + 1, doubled each time; a server's own word comes first. */
export function backOff(tries: number, retryAfter: number | null, random: number): number {
  if (retryAfter !== null) return Math.min(retryAfter * 1_000, 5 * LONGEST_WAIT_MS);
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.round(wait * (0.75 + random / 2));
}

/** Runs `work` in one tab at a time, where the browser has locks. */
function alone(work: () => Promise<void>): Promise<unknown> {
  const locks = navigator.locks as LockManager | undefined;
  return locks?.request("ringround-outbox", work) ?? work();
}

/**
 * Keeps what was saved until the server has it: stored before sending, one at a time, oldest first,
 * tried again with growing pauses. Entries that can never succeed are marked and handed to the page.
 */
export class Outbox {
  private caller: string | null = null;
  private running = false;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly tries = new Map<string, number>();

  constructor(
    private readonly storage: OutboxStorage,
    private readonly on: OutboxEvents,
  ) {}

  /** Takes up what an earlier page left behind. Returns this caller's entries. */
  async open(caller: string): Promise<Entry[]> {
    this.caller = caller;
    for (const entry of jotted()) await this.store(entry);
    const mine = await this.mine();
    void this.kick();
    return mine;
  }

  /** How many calls wait on this device, whoever saved them: for a page that can't find out who that is. */
  async count(): Promise<number> {
    return (await this.storage.read()).filter((entry) => !entry.refused).length;
  }

  close(): void {
    this.caller = null;
    clearTimeout(this.timer);
  }

  /**
   * Stores an entry, says so to `stored`, then sends it. The same one added twice (a double click) counts once;
   * one that was refused gives way to what is saved after it.
   */
  async add(entry: Entry, stored?: () => void): Promise<void> {
    jot(entry);
    await this.store(entry);
    stored?.();
    await this.kick();
  }

  private async store(entry: Entry): Promise<void> {
    const fleeting = await this.storage.change((entries) => {
      const rest = entries.filter((one) => one.id !== entry.id || !one.refused);
      return rest.some((one) => one.id === entry.id) ? rest : [...rest, entry];
    });
    if (!fleeting) rub(entry.id);
  }

  /** Forgets an entry that the volunteer has seen refused. */
  async discard(id: string): Promise<void> {
    await this.remove(id);
    await this.report(false);
  }

  /** Sends what waits, now. */
  async kick(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await alone(() => this.sendAll());
      } while (this.again);
    } finally {
      this.running = false;
    }
  }

  /** What this volunteer saved here and the server does not have yet, oldest first. */
  async mine(): Promise<Entry[]> {
    const entries = await this.storage.read();
    return entries.filter((entry) => entry.caller === this.caller);
  }

  private async report(stuck: boolean): Promise<void> {
    const waiting = (await this.mine()).filter((entry) => !entry.refused);
    this.on.changed(waiting.length, stuck);
  }

  private async sendAll(): Promise<void> {
    for (;;) {
      const entry = (await this.mine()).find((one) => !one.refused);
      await this.report(false);
      if (!entry || this.caller === null) return;
      const tries = this.tries.get(entry.id) ?? 0;
      this.tries.set(entry.id, tries + 1);
      try {
        const answer = await this.on.send(entry);
        await this.remove(entry.id);
        this.on.sent(entry, answer ?? {});
      } catch (error) {
        if (error instanceof ApiError && error.permanent) {
          await this.refuse(entry, error);
        } else if (error instanceof ApiError && error.status === 401) {
          await this.report(true);
          return this.on.signedOut();
        } else {
          const wait = error instanceof ApiError ? error.retryAfter : null;
          this.timer = setTimeout(() => void this.kick(), backOff(tries + 1, wait, Math.random()));
          return this.report(true);
        }
      }
    }
  }

  private async remove(id: string): Promise<void> {
    this.tries.delete(id);
    rub(id);
    await this.storage.change((entries) => entries.filter((one) => one.id !== id));
  }

  private async refuse(entry: Entry, error: ApiError): Promise<void> {
    const marked = { ...entry, refused: { code: error.code, message: error.message } };
    await this.storage.change((entries) =>
      entries.map((one) => (one.id === entry.id ? marked : one)),
    );
    this.on.refused(marked);
  }
}
