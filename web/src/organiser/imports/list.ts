import { Model } from "../model";
import { pathOf } from "../route";
import { say, words } from "../strings";
import { importsApi } from "./api";
import type { Import } from "./types";
import { send } from "./uploads";

/** Bytes; the server takes no larger file. */
export const LARGEST = 200 * 1024 * 1024;
const MOST_FILES = 10;

export interface ListState {
  imports: Import[] | null;
  fault: string | null;
  banks: { id: string; name: string }[];
  files: File[];
  /** The bank that the people join at once; empty: none. */
  bank: string;
  busy: boolean;
  /** What is wrong with the files that were chosen. */
  fileFault: string | null;
}

/** What is wrong with files before they are sent, in words. */
export function faultOf(files: readonly File[]): string | null {
  const w = words.imports;
  if (files.length > MOST_FILES) return say(w.tooMany, { n: MOST_FILES });
  const large = files.find((file) => file.size > LARGEST);
  if (large) return say(w.tooLarge, { name: large.name });
  const empty = files.find((file) => file.size === 0);
  if (empty) return say(w.empty, { name: empty.name });
  const workbook = files.find((file) => /\.(xlsx?|ods|numbers)$/i.test(file.name));
  if (workbook) return say(w.workbook, { name: workbook.name });
  return null;
}

/** Earlier imports, and the beginning of a new one. */
export class ImportList extends Model<ListState> {
  private readonly api = importsApi(this.on.api);

  override start(): void {
    void this.look();
  }

  async look(): Promise<void> {
    const found = await this.on.ask(
      () => this.api.all(),
      (fault) => this.set({ fault }),
    );
    if (!found) return;
    this.set({ imports: found.imports, fault: null });
    const banks = await this.on.ask(
      () => this.api.banks(),
      () => undefined,
    );
    if (banks) this.set({ banks: banks.banks });
  }

  /** Adds files to those chosen; one of the same name takes the place of the one before. */
  choose(files: File[]): void {
    const names = files.map(({ name }) => name);
    const all = [...this.state.files.filter(({ name }) => !names.includes(name)), ...files];
    this.set({ files: all, fileFault: faultOf(all) });
  }

  remove(file: File): void {
    const files = this.state.files.filter((one) => one !== file);
    this.set({ files, fileFault: faultOf(files) });
  }

  pickBank(bank: string): void {
    this.set({ bank });
  }

  /** Begins an import of the files that are chosen, and goes on on its own page. */
  async begin(): Promise<void> {
    const { files, bank, busy } = this.state;
    const fileFault = files.length ? faultOf(files) : words.imports.noFile;
    if (busy) return;
    this.set({ fileFault, fault: null });
    if (fileFault) return;
    this.set({ busy: true });
    const begun = await this.on.ask(
      () =>
        this.api.begin(
          files.map(({ name, size }) => ({ name, size })),
          bank,
        ),
      (why) => this.set({ fileFault: why }),
    );
    this.set({ busy: false });
    if (!begun) return;
    const { id } = begun.import;
    void send(this.on, id, files, begun.uploads);
    this.on.go(pathOf("import", id));
  }
}
