import type { Claim } from "../api/types";
import type { Draft } from "../call/draft";

/** Drafts in this tab: they survive a reload, and end with the tab. They hold no names or numbers. */
const PREFIX = "ringround.draft.";

export function loadDraft(claim: Pick<Claim, "id">): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + claim.id) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(PREFIX + draft.claim, JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}

export function dropDraft(claim: string): void {
  sessionStorage.removeItem(PREFIX + claim);
}

const GIVEN_BACK = "ringround.given-back";

/** The claim that goes back while the page is closed: a page that is only reloaded does not take it up. */
export function givenBack(): string | null {
  return sessionStorage.getItem(GIVEN_BACK);
}

export function giveBack(claim: string): void {
  sessionStorage.setItem(GIVEN_BACK, claim);
}

/** The claims for which something is kept in this tab. */
export function keptDrafts(): string[] {
  return Object.keys(sessionStorage).flatMap((key) =>
    key.startsWith(PREFIX) ? key.slice(PREFIX.length) : [],
  );
}
