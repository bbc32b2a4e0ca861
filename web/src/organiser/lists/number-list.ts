import { ApiError } from "../../api/client";
import { focusFault } from "../../ui/focus";
import { chunked } from "../chunked";
import type { Organiser } from "../context";
import { readText } from "../files";
import { words } from "../strings";
import type { Listed } from "./parse";

/** After this the next try, where there was no connection. */
const TRY_AGAIN_MS = 5_000;

/** A list of numbers that is being written, sent in parts, or was sent. */
export interface ListState<Answer> {
  text: string;
  fileName: string | null;
  listed: Listed;
  /** `waiting`: for the connection, to go on by itself; `stopped`: the server said no. */
  step: "writing" | "sending" | "waiting" | "stopped" | "done";
  done: number;
  /** The answers so far, added up. */
  answer: Answer | null;
  fault: string | null;
}

interface Kind<Answer> {
  parse: (text: string) => Listed;
  send: (numbers: string[]) => Promise<Answer>;
  add: (one: Answer, other: Answer) => Answer;
  /** Everything is sent. */
  finished: (answer: Answer) => void;
}

/**
 * Takes a list and sends it in parts. What a broken connection stops goes on where it was, by itself; each
 * part may be sent twice, for the server counts what it had already.
 */
export class NumberList<Answer> {
  state: ListState<Answer>;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly on: Organiser,
    private readonly kind: Kind<Answer>,
  ) {
    this.state = this.empty();
  }

  private empty(): ListState<Answer> {
    const listed = { numbers: [], columns: [] };
    return {
      text: "",
      fileName: null,
      listed,
      step: "writing",
      done: 0,
      answer: null,
      fault: null,
    };
  }

  private set(change: Partial<ListState<Answer>>): void {
    this.state = { ...this.state, ...change };
    this.on.repaint();
  }

  /** Parts are on their way, or wait for it. */
  get busy(): boolean {
    return this.state.step === "sending" || this.state.step === "waiting";
  }

  write(text: string): void {
    if (!this.busy) this.set({ ...this.empty(), text, listed: this.kind.parse(text) });
  }

  async choose(file: File | undefined): Promise<void> {
    if (!file || this.busy) return;
    try {
      const { text, binary } = await readText(file);
      if (binary) return this.set({ ...this.empty(), fault: words.lists.notText });
      this.write(text);
      this.set({ fileName: file.name });
    } catch {
      this.set({ ...this.empty(), fault: words.lists.unreadableFile });
    }
  }

  /** Another list, after this one. */
  again(): void {
    this.set(this.empty());
  }

  /** Sends what is not sent yet. */
  async send(): Promise<void> {
    const { listed, step } = this.state;
    if (step === "sending") return;
    clearTimeout(this.timer);
    if (listed.numbers.length === 0) {
      this.set({ fault: words.lists.nothing });
      return focusFault();
    }
    this.set({ step: "sending", fault: null });
    await this.on.ask(
      () => this.sendRest(),
      (fault, error) => this.failed(fault, error),
    );
    const { answer } = this.state;
    if (this.state.step !== "sending" || !answer) return;
    this.set({ step: "done" });
    this.kind.finished(answer);
  }

  private sendRest(): Promise<void> {
    return chunked(
      this.state.listed.numbers,
      this.kind.send,
      (answer, done) => {
        const before = this.state.answer;
        this.set({ done, answer: before ? this.kind.add(before, answer) : answer });
      },
      { from: this.state.done },
    );
  }

  private failed(fault: string, error: unknown): void {
    const refused = error instanceof ApiError && (error.permanent || error.status === 401);
    if (refused) return this.set({ step: "stopped", fault });
    this.set({ step: "waiting", fault: null });
    this.timer = setTimeout(() => void this.send(), TRY_AGAIN_MS);
  }
}
