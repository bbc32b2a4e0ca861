import type { Place } from "./check";

/** The id of an input of a block; of the script's title where there is no block. */
export const inputId = (block: string | null, place: Place): string =>
  block === null ? "script-title" : partId(block, place);

/** The id of something else of a block: its heading, its buttons. */
export const partId = (block: string, part: string): string => `block-${block}-${part}`;

/**
 * Writes a placeholder where the cursor stood last in a field, and leaves the cursor behind it. The field says
 * that it has changed, as if it had been typed.
 */
export function insertAt(id: string, token: string, from: number | null, to: number | null): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const end = field.value.length;
  field.focus();
  field.setRangeText(token, from ?? end, to ?? end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
