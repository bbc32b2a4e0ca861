/**
 * Changes that are not saved, kept in this tab: going back in the browser loses none. A script names no voter;
 * the key names the organiser, so that whoever signs in next does not find them.
 */
import type { ScriptDraft } from "./draft";

export interface Kept {
  basedOn: number;
  draft: ScriptDraft;
}

const keyOf = (organiser: string, bank: string) => `ringround.script.${organiser}.${bank}`;

export function keep(organiser: string, bank: string, what: Kept | null): void {
  try {
    if (what) sessionStorage.setItem(keyOf(organiser, bank), JSON.stringify(what));
    else sessionStorage.removeItem(keyOf(organiser, bank));
  } catch {
    // A full or forbidden storage: the question before leaving still stands.
  }
}

export function kept(organiser: string, bank: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(organiser, bank)) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}
