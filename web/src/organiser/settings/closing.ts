import { clock } from "../../api/client";
import { everyVisible } from "../every";
import { Model } from "../model";
import { words } from "../strings";
import { settingsApi } from "./api";
import type { Certificate, Closing } from "./types";

const LOOK_EVERY_MS = 2_000;
const SECOND = 1_000;

export interface ClosingState {
  now: Closing | null;
  fault: string | null;
  /** What is typed to confirm: the campaign's name. */
  name: string;
  nameFault: string | null;
  busy: boolean;
  /** The certificate, from here or from the public address. */
  certificate: Certificate | null;
  /** Everything is being destroyed: nobody is signed in any more, only the public address answers. */
  destroying: boolean;
}

/** Names are compared as people type them. */
const plain = (name: string) => name.trim().replace(/\s+/g, " ").toLocaleLowerCase("en-GB");

/** The end of a campaign: last export, destruction, certificate. */
export class ClosingModel extends Model<ClosingState> {
  private readonly api = settingsApi(this.on.api);
  private ends: (() => void)[] = [];

  override start(): void {
    void this.look();
    const work = () => {
      if (this.state.destroying) void this.lookAtEnd();
      else if (this.state.now?.state === "closing" || this.state.now?.state === "destroying")
        void this.look();
    };
    // The countdown is painted each second.
    const count = () => this.state.now?.state === "ready" && this.on.repaint();
    this.ends = [everyVisible(LOOK_EVERY_MS, work), everyVisible(SECOND, count)];
  }

  override stop(): void {
    for (const end of this.ends) end();
  }

  get campaign(): string {
    return this.on.page.store.state.campaign?.name ?? "";
  }

  /** Seconds until the one who asked may destroy alone; 0 where it may be done now. */
  get secondsLeft(): number {
    const { now } = this.state;
    if (!now?.may_destroy_at || now.asked_by?.id !== this.on.me?.id) return 0;
    const left = Date.parse(now.may_destroy_at) - clock.now().getTime();
    return Math.max(0, Math.ceil(left / SECOND));
  }

  async look(): Promise<void> {
    const now = await this.on.ask(
      () => this.api.closing(),
      (fault) => this.set({ fault }),
    );
    if (now) this.set({ now, certificate: now.certificate, fault: null });
  }

  /** Looks whether all is gone. A moment without an answer does not matter. */
  private async lookAtEnd(): Promise<void> {
    try {
      const { closed, certificate } = await this.api.closed();
      if (closed && certificate) this.set({ certificate, destroying: false });
    } catch {
      // It is looked at again in two seconds.
    }
  }

  type(name: string): void {
    this.set({ name, nameFault: null });
  }

  /** Does what needs the name typed; true where the server took it. */
  private async named(work: (name: string) => Promise<unknown>): Promise<boolean> {
    const { name, busy } = this.state;
    if (busy) return false;
    if (plain(name) !== plain(this.campaign)) {
      this.set({ nameFault: words.close.nameWrong });
      return false;
    }
    this.set({ busy: true, nameFault: null });
    const done = await this.on.ask(
      async () => {
        await work(this.campaign);
        return true;
      },
      (nameFault) => this.set({ nameFault }),
    );
    this.set({ busy: false });
    if (done) this.set({ name: "" });
    return Boolean(done);
  }

  /** Calling ends, and the last export is made. */
  async close(): Promise<void> {
    if (await this.named((name) => this.api.close(name))) await this.look();
  }

  /** Has the export go on that stopped. */
  async startJob(): Promise<void> {
    const job = this.state.now?.job;
    if (!job) return;
    const started = await this.on.ask(
      () => this.on.api.startJob(job.id),
      (fault) => this.set({ fault }),
    );
    if (started) await this.look();
  }

  /** Not after all: banks stay closed until they are opened. */
  async callOff(): Promise<void> {
    const done = await this.on.ask(
      async () => {
        await this.api.callOff();
        return true;
      },
      (fault) => this.set({ fault }),
    );
    if (!done) return;
    this.on.say(words.close.calledOff);
    await this.look();
  }

  /** Fetches the last export. The link is made now, so that it is written down who took it. */
  async download(): Promise<void> {
    const id = this.state.now?.export?.id;
    if (!id) return;
    const found = await this.on.ask(
      () => this.api.exportLink(id),
      (fault) => this.set({ fault }),
    );
    if (!found) return;
    const link = document.createElement("a");
    link.href = found.url;
    link.download = found.name;
    link.click();
    await this.look();
  }

  /** Destroys all personal data, for good. */
  async destroy(): Promise<void> {
    if (await this.named((name) => this.api.destroy(name))) this.set({ destroying: true });
  }
}
