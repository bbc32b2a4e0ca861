import { at } from "../api";
import { Model } from "../model";
import type { AuditEntry } from "./types";

export interface AuditState {
  entries: AuditEntry[] | null;
  more: boolean;
  fault: string | null;
  busy: boolean;
}

/** What organisers did, newest first, in parts. */
export class AuditModel extends Model<AuditState> {
  override start(): void {
    void this.look();
  }

  private page(before = "") {
    const query = before && `?before=${encodeURIComponent(before)}`;
    return this.on.ask(
      () => this.on.api.send<{ entries: AuditEntry[]; more: boolean }>("GET", at("audit") + query),
      (fault) => this.set({ fault }),
    );
  }

  async look(): Promise<void> {
    const found = await this.page();
    if (found) this.set({ entries: found.entries, more: found.more, fault: null });
  }

  /** Adds older ones to those that are shown. */
  async older(): Promise<void> {
    const { entries, busy } = this.state;
    const last = entries?.at(-1);
    if (!entries || !last || busy) return;
    this.set({ busy: true });
    const found = await this.page(last.id);
    this.set({ busy: false });
    if (!found) return;
    this.set({ entries: [...entries, ...found.entries], more: found.more, fault: null });
  }
}
