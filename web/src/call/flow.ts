/**
 * The call flow as a state machine. Pure: each event returns the next state, and the controller does
 * the talking. Two claims at most: the one on the screen (`current`) and the next one (`deck`).
 */
import type { Claim, Next, NoClaimReason, Outcome } from "../api/types";
import type { Draft } from "./draft";

/** Why there is nobody to ring now: the server's reasons, and the page's own. */
export interface Ending {
  reason: NoClaimReason | "offline" | "problem";
  retryAt: string | null;
  /** The server's own words, where it refused. */
  why?: string | null;
}

/** The last response, so that it can be shown and changed. */
export interface Saved {
  claim: Claim;
  draft: Draft;
  outcome: Outcome;
  /** How many people were spoken to. */
  talks: number;
  /** ISO 8601 */
  at: string;
  /** It is changed from the list of my calls, and the page goes back there. */
  listed?: boolean;
}

export interface Flow {
  bank: string;
  current: Claim | null;
  deck: Claim | null;
  /** Nothing is to be asked for: only a call is being changed. */
  resting: boolean;
  /** A request that may bring a claim is under way. */
  asking: boolean;
  /** What the last such request brought instead of a claim. */
  ending: Ending | null;
  saved: Saved | null;
  /** The call being changed; `current` waits behind it. */
  changing: Saved | null;
  /** The claim on the screen was taken back: it is not to be rung any more. */
  lost: string | null;
  /** The household on deck was on the screen before: it may have been rung, and is not to be given back unasked. */
  parked: boolean;
  /** Claims saved here. The server may not know that yet, and so hand one out once more. */
  closed: string[];
}

export function begin(bank: string): Flow {
  return {
    bank,
    current: null,
    deck: null,
    resting: false,
    asking: false,
    ending: null,
    saved: null,
    changing: null,
    lost: null,
    parked: false,
    closed: [],
  };
}

/** Goes on with the live claims that the server knows, oldest first. */
export function resume(flow: Flow, claims: Claim[]): Flow {
  const open = claims.filter((one) => !flow.closed.includes(one.id));
  // Who is on the phone now comes first; the other one was on the screen when they rang.
  const inbound = open.find((one) => one.ringing_back);
  const [current = null, deck = null] = inbound
    ? [inbound, ...open.filter((one) => one !== inbound)]
    : open;
  return { ...flow, current, deck, parked: Boolean(inbound && deck), ending: null };
}

export function asked(flow: Flow): Flow {
  return { ...flow, asking: true };
}

/** A request brought a claim, or the server's reason why not. A claim already here is not taken twice. */
export function given(flow: Flow, next: Next): Flow {
  const rest = { ...flow, asking: false };
  if (next.error) return rest;
  if (!next.claim) {
    return { ...rest, ending: { reason: next.reason, retryAt: next.retry_at } };
  }
  const { claim } = next;
  if ([flow.current?.id, flow.deck?.id, ...flow.closed].includes(claim.id)) return rest;
  if (!flow.current) return { ...rest, current: claim, ending: null };
  return { ...rest, deck: claim, ending: null };
}

/** A request ended without any answer that can be used. */
export function failed(flow: Flow, reason: "offline" | "problem", why: string | null = null): Flow {
  return { ...flow, asking: false, ending: { reason, retryAt: null, why } };
}

/** The request ended and there is nothing to say about it. */
export function answered(flow: Flow): Flow {
  return { ...flow, asking: false };
}

/** The claim on the screen is finished: the next one moves up. `saved` is null for a skip. */
export function done(flow: Flow, saved: Saved | null): Flow {
  return {
    ...flow,
    current: flow.deck,
    deck: null,
    saved,
    closed: flow.current ? [...flow.closed, flow.current.id] : flow.closed,
    // An old reason may be out of date by now; the request that follows brings the present one.
    ending: null,
    parked: false,
    lost: flow.deck && flow.lost === flow.deck.id ? flow.lost : null,
  };
}

/** The next claim turned out to be gone before it could be rung. */
export function dropped(flow: Flow, claim: string): Flow {
  return {
    ...flow,
    current: flow.current?.id === claim ? flow.deck : flow.current,
    deck: flow.deck?.id === claim || flow.current?.id === claim ? null : flow.deck,
    parked: false,
    lost: flow.lost === claim ? null : flow.lost,
  };
}

export function change(flow: Flow, saved = flow.saved): Flow {
  return { ...flow, changing: saved };
}

/** The change is saved (with its new state) or given up (null). */
export function changed(flow: Flow, saved: Saved | null): Flow {
  const last = saved && (!flow.saved || flow.saved.claim.id === saved.claim.id);
  return { ...flow, changing: null, saved: last ? saved : flow.saved };
}

/** The claim that the screen shows. */
export function shown(flow: Flow): Claim | null {
  return flow.changing?.claim ?? flow.current;
}

/** Ids of the claims that the page has, for `POST next`. */
export function holding(flow: Flow): string[] {
  return [flow.current, flow.deck].flatMap((claim) => (claim ? [claim.id] : []));
}

/** True when another household should be asked for: none on the screen, or none on deck. */
export function wantsNext(flow: Flow): boolean {
  return !flow.resting && !flow.asking && !flow.deck && !flow.ending;
}

/** True when the lease has run out, so that the claim must be renewed before it is rung. */
export function isOver(claim: Claim, now: Date): boolean {
  return Date.parse(claim.until) <= now.getTime();
}
