import type { Organiser } from "../context";
import { words } from "../strings";
import { importsApi } from "./api";
import { type Put, putFile } from "./put";
import type { Upload } from "./types";

/** Files of this device on their way to the server. It goes on while another screen is looked at. */
export interface Sending {
  files: File[];
  links: Upload[];
  /** Bytes sent of each file. */
  sent: number[];
  /** Files that have arrived. */
  arrived: number;
  fault: string | null;
}

const ways = { put: putFile };
const going = new WeakMap<Organiser, Map<string, Sending>>();

/** What of an import's files is on its way from this page; null where nothing is. */
export function sendingOf(on: Organiser, id: string): Sending | null {
  return going.get(on)?.get(id) ?? null;
}

/** For tests: another way to send a file. */
export function putBy(put: Put): void {
  ways.put = put;
}

function change(on: Organiser, id: string, what: Partial<Sending>): void {
  const all = going.get(on) ?? new Map<string, Sending>();
  going.set(on, all);
  const fresh: Sending = { files: [], links: [], sent: [], arrived: 0, fault: null };
  all.set(id, { ...(all.get(id) ?? fresh), ...what });
  on.repaint();
}

/** Begins to send an import's files, one after the other; then has them checked. */
export function send(on: Organiser, id: string, files: File[], links: Upload[]): Promise<void> {
  change(on, id, { files, links, sent: files.map(() => 0) });
  return goOn(on, id);
}

/** Sends what has not arrived yet. */
export async function goOn(on: Organiser, id: string): Promise<void> {
  const sending = sendingOf(on, id);
  if (!sending) return;
  change(on, id, { fault: null });
  for (let n = sending.arrived; n < sending.files.length; n += 1) {
    const [file, link] = [sending.files[n], sending.links[n]];
    if (!file || !link) break;
    const tell = (bytes: number) => {
      const sent = [...(sendingOf(on, id)?.sent ?? [])];
      sent[n] = bytes;
      change(on, id, { sent });
    };
    try {
      await ways.put(link, file, tell);
    } catch {
      return change(on, id, { fault: words.imports.uploadFailed });
    }
    tell(file.size);
    change(on, id, { arrived: n + 1 });
  }
  const checked = await on.ask(
    () => importsApi(on.api).check(id),
    (fault) => change(on, id, { fault }),
  );
  if (!checked) return;
  going.get(on)?.delete(id);
  on.repaint();
}
