import { ApiError } from "../../api/client";
import type { Answer, Answers, Block } from "../../api/types";
import { banksApi } from "../banks/api";
import type { ManagedBank } from "../banks/types";
import type { Organiser } from "../context";
import { focusAfter } from "../focus";
import { Model } from "../model";
import { say, words } from "../strings";
import { type ScriptApi, scriptApi } from "./api";
import { faultsIn, placed, type ScriptFault } from "./check";
import {
  addBlock,
  addOption,
  draftOf,
  moveBlock,
  moveOption,
  removeBlock,
  removeOption,
  type ScriptDraft,
} from "./draft";
import { inputId, partId } from "./focus";
import { forServer } from "./ids";
import { keep, kept } from "./kept";
import type { ScriptAnswer } from "./types";

const MOST_UNDO = 50;

export interface ScriptState {
  bank: ManagedBank | null;
  found: ScriptAnswer | null;
  /** The version that the draft was made from. */
  basedOn: number;
  draft: ScriptDraft;
  /** Drafts before what was added, moved and removed, oldest first. */
  past: ScriptDraft[];
  /** Answers tried in the preview. */
  answers: Answers;
  /** Saving was tried: what is wrong is shown. */
  tried: boolean;
  /** What the server found wrong, by its own words. */
  refused: { block: string | null; text: string }[];
  saving: boolean;
  saveFault: string | null;
  loadFault: string | null;
  /** Changes from before were found in this tab. */
  kept: boolean;
  /** An earlier version that is looked at. */
  looking: { version: number; script: ScriptDraft | null; fault: string | null } | null;
  /** Somebody else saved this version meanwhile. */
  conflict: ScriptAnswer | null;
  /** What goes on when the changes are given up. */
  leaving: (() => void) | null;
}

const EMPTY: ScriptState = {
  bank: null,
  found: null,
  basedOn: 0,
  draft: { title: "", blocks: [] },
  past: [],
  answers: {},
  tried: false,
  refused: [],
  saving: false,
  saveFault: null,
  loadFault: null,
  kept: false,
  looking: null,
  conflict: null,
  leaving: null,
};

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Writing the script of a bank. */
export class ScriptModel extends Model<ScriptState> {
  readonly api: ScriptApi;
  /** Where the cursor stood last in each block: for placeholders. */
  readonly cursors = new Map<string, { input: string; from: number; to: number }>();

  constructor(
    on: Organiser,
    readonly id: string,
  ) {
    super(on, EMPTY);
    this.api = scriptApi(on.api, id);
  }

  override start(): void {
    window.addEventListener("beforeunload", this.beforeUnload);
    if (!this.state.found) void this.load();
  }

  override stop(): void {
    window.removeEventListener("beforeunload", this.beforeUnload);
  }

  private readonly beforeUnload = (event: BeforeUnloadEvent) => {
    if (this.dirty()) event.preventDefault();
  };

  private get organiser(): string {
    return this.on.me?.id ?? "";
  }

  async load(): Promise<void> {
    this.set({ loadFault: null });
    const answers = await this.on.ask(
      () => Promise.all([banksApi(this.on.api).one(this.id), this.api.get()]),
      (loadFault) => this.set({ loadFault }),
    );
    if (!answers) return;
    const [{ bank }, found] = answers;
    const mine = kept(this.organiser, this.id);
    this.set({
      bank,
      found,
      draft: mine?.draft ?? draftOf(found.script),
      // What was kept hangs on the version it was made from: saving it tells when there is a newer one.
      basedOn: mine?.basedOn ?? found.script.version,
    });
    this.set({ kept: mine !== null && this.dirty() });
  }

  get saved(): ScriptDraft {
    return draftOf(this.state.found?.script ?? EMPTY.draft);
  }

  dirty(): boolean {
    return this.state.found !== null && !same(this.state.draft, this.saved);
  }

  faults(): ScriptFault[] {
    const known = this.state.found?.merge_fields.map(({ name }) => name) ?? [];
    return faultsIn(this.state.draft, known);
  }

  /** Takes an edit of words. */
  edit(draft: ScriptDraft): void {
    this.set({ draft, refused: [], saveFault: null });
    const { basedOn } = this.state;
    keep(this.organiser, this.id, this.dirty() ? { basedOn, draft } : null);
  }

  /** Takes an edit that changes what there is: it can be undone. */
  build(draft: ScriptDraft): void {
    const past = [...this.state.past, this.state.draft].slice(-MOST_UNDO);
    this.set({ past });
    this.edit(draft);
  }

  undo(): void {
    const before = this.state.past.at(-1);
    if (!before) return;
    this.set({ past: this.state.past.slice(0, -1) });
    this.edit(before);
    this.on.say(words.script.undone);
  }

  private place = (id: string) => this.state.draft.blocks.findIndex((block) => block.id === id);

  add(type: Block["type"], place: number): void {
    const { draft, id } = addBlock(this.state.draft, place, type);
    this.build(draft);
    this.on.say(say(words.script.added, { n: place + 1 }));
    focusAfter(inputId(id, type === "text" ? "text" : "label"));
  }

  move(id: string, by: 1 | -1): void {
    const { blocks } = this.state.draft;
    const to = this.place(id) + by;
    if (to < 0 || to >= blocks.length) return;
    this.build(moveBlock(this.state.draft, id, by));
    this.on.say(say(words.script.moved, { n: to + 1, of: blocks.length }));
    // Moving it in the document takes the focus away.
    focusAfter(partId(id, by < 0 ? "up" : "down"));
  }

  remove(id: string): void {
    const place = this.place(id);
    const draft = removeBlock(this.state.draft, id);
    this.build(draft);
    this.on.say(words.script.removed);
    const next = draft.blocks[place] ?? draft.blocks.at(-1);
    focusAfter(next ? partId(next.id, "head") : "add-text");
  }

  addOption(id: string): void {
    const added = addOption(this.state.draft, id);
    this.build(added.draft);
    focusAfter(inputId(id, `option-${added.id}`));
  }

  moveOption(id: string, option: string, by: 1 | -1): void {
    const block = this.state.draft.blocks[this.place(id)];
    const options = block?.type === "question" ? block.options : [];
    const to = options.findIndex((one) => one.id === option) + by;
    if (to < 0 || to >= options.length) return;
    this.build(moveOption(this.state.draft, id, option, by));
    this.on.say(say(words.script.moved, { n: to + 1, of: options.length }));
    focusAfter(partId(id, `${option}-${by < 0 ? "up" : "down"}`));
  }

  removeOption(id: string, option: string): void {
    this.build(removeOption(this.state.draft, id, option));
    this.on.say(words.script.removed);
    focusAfter(partId(id, "add-option"));
  }

  answer(question: string, answer: Answer | null): void {
    const { [question]: _, ...rest } = this.state.answers;
    this.set({ answers: answer === null ? rest : { ...rest, [question]: answer } });
  }

  async save(basedOn = this.state.basedOn): Promise<void> {
    const { draft, saving } = this.state;
    if (saving) return;
    const [first] = this.faults();
    this.set({ tried: true, saveFault: null, refused: [] });
    if (first) return focusAfter(inputId(first.block, first.place));
    this.set({ saving: true });
    const saved = await this.on.ask(
      () => this.api.save(forServer(draft), basedOn),
      (fault, error) => this.failed(fault, error),
    );
    if (!saved) return;
    keep(this.organiser, this.id, null);
    const { found } = this.state;
    if (!found) return;
    // What was typed while it was being saved is not lost: it is the next change.
    const typed = this.state.draft !== draft;
    this.set({
      saving: false,
      tried: false,
      kept: false,
      conflict: null,
      past: [],
      found: { ...found, script: saved.script, answers: 0 },
      basedOn: saved.script.version,
      ...(typed ? {} : { draft: draftOf(saved.script), answers: {} }),
    });
    this.on.say(say(words.script.saved, { n: saved.script.version }));
    await this.reload();
  }

  private failed(fault: string, error: unknown): void {
    this.set({ saving: false });
    const code = error instanceof ApiError ? error.code : "";
    if (code === "script_changed") return void this.meet(fault);
    const problems = error instanceof ApiError ? error.details?.problems : undefined;
    if (code === "script_invalid" && Array.isArray(problems)) {
      const refused = placed(problems.map(String), this.state.draft);
      const [first] = refused;
      this.set({ refused });
      return focusAfter(first?.block ? partId(first.block, "head") : "script-refused");
    }
    this.set({ saveFault: fault });
  }

  /** Finds out what somebody else saved meanwhile, and asks what is to be done. */
  private async meet(fault: string): Promise<void> {
    const conflict = await this.on.ask(
      () => this.api.get(),
      () => this.set({ saveFault: fault }),
    );
    if (conflict) this.set({ conflict });
  }

  /** The list of versions as it is now. */
  private async reload(): Promise<void> {
    const found = await this.on.ask(
      () => this.api.get(),
      () => undefined,
    );
    if (found && found.script.version === this.state.found?.script.version) this.set({ found });
  }

  saveOver(): void {
    const { conflict } = this.state;
    if (conflict) void this.save(conflict.script.version);
  }

  /** Takes the script of the server instead of what was changed here. */
  loadTheirs(): void {
    const { conflict } = this.state;
    if (!conflict) return;
    this.set({ found: conflict, basedOn: conflict.script.version, conflict: null });
    this.discard();
  }

  discard(): void {
    keep(this.organiser, this.id, null);
    this.set({
      draft: this.saved,
      basedOn: this.state.found?.script.version ?? 0,
      past: [],
      kept: false,
      tried: false,
      refused: [],
      saveFault: null,
      answers: {},
    });
  }

  async look(version: number): Promise<void> {
    this.set({ looking: { version, script: null, fault: null } });
    const found = await this.on.ask(
      () => this.api.version(version),
      (fault) => this.set({ looking: { version, script: null, fault } }),
    );
    if (found && this.state.looking?.version === version) {
      this.set({ looking: { version, script: draftOf(found.script), fault: null } });
    }
  }

  /** Puts an earlier version into the editor; saving it makes it the newest. */
  editFrom(): void {
    const { looking } = this.state;
    if (!looking?.script) return;
    this.build(looking.script);
    this.set({ looking: null });
    this.on.say(say(words.script.used, { n: looking.version }));
  }

  /** Goes to another part of the page: the preview, or back. */
  show(id: string): void {
    focusAfter(id);
  }

  override holds(go: () => void): boolean {
    if (!this.dirty()) return false;
    this.set({ leaving: go });
    return true;
  }

  leave(): void {
    const { leaving } = this.state;
    keep(this.organiser, this.id, null);
    this.set({ leaving: null });
    leaving?.();
  }
}
