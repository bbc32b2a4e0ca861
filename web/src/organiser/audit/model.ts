import { at } from "../api";
import { Model } from "../model";
import type { AuditEntry } from "./types";

export interface AuditState {
  entries: AuditEntry[] | null;
  more: boolean;
  fault: string | null;
  busy: boolean;
  /** Names of phone banks and volunteers, by their ids; ids stand for those that are missing. */
  names: Record<string, string>;
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
    if (!found) return;
    this.set({ entries: found.entries, more: found.more, fault: null });
    await Promise.all([this.learn("banks"), this.learn("volunteers")]);
  }

  /** The audit has ids only: what they are called is asked beside it. */
  private async learn(kind: "banks" | "volunteers"): Promise<void> {
    const found = await this.on.ask(
      () => this.on.api.send<Record<string, { id: string; name: string }[]>>("GET", at(kind)),
      () => undefined,
    );
    const names = Object.fromEntries((found?.[kind] ?? []).map(({ id, name }) => [id, name]));
    this.set({ names: { ...this.state.names, ...names } });
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
