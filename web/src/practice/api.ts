import { type After, type Api, ApiError, NetworkError } from "../api/client";
import type { Bank, Call, Caller, Campaign, Claim, Next, ResponseBody } from "../api/types";

interface Around {
  bank: Bank;
  caller: Caller;
  campaign: Campaign;
  claims: Claim[];
}

/**
 * The server's part in a practice, in memory: it hands out invented households in their order, two at most,
 * takes responses, and keeps nothing of them. Nothing of it asks the network.
 */
export function practiceApi({ bank, caller, campaign, claims }: Around): Api {
  const toCome = [...claims];
  let held: Claim[] = [];
  const today = { calls: 0, conversations: 0 };

  function next(holding: string[]): Next {
    const again = held.find((claim) => !holding.includes(claim.id));
    if (again) return { claim: again };
    if (held.length >= 2) throw new ApiError(409, "claim_limit", "");
    const claim = toCome.shift();
    if (!claim) return { claim: null, reason: "finished", retry_at: null };
    held.push(claim);
    return { claim };
  }

  function done(id: string, body: { want_next?: boolean; holding?: string[] }): After {
    held = held.filter((claim) => claim.id !== id);
    return body.want_next ? { next: next(body.holding ?? []), gone: [] } : { gone: [] };
  }

  return {
    // What the screens beside calling would ask for has no place in a practice.
    send: () => Promise.reject(new NetworkError("practice")),
    start: async () => ({ campaign, caller, today, banks: [bank], claims: [], call_backs: [] }),
    signOut: async () => undefined,
    banks: async () => ({ banks: [bank] }),
    next: async (_, holding) => next(holding),
    claims: async () => ({ claims: held }),
    standing: async () => ({
      claims: held.map(({ id, until }) => ({ id, until, may_be_rung: true })),
    }),
    renew: async (id) => ({ until: held.find((claim) => claim.id === id)?.until ?? "" }),
    release: async (id) => void done(id, {}),
    respond: async (id, body) => ({ ...done(id, body), call: callOf(id, bank, body) }),
    correct: async (id, body) => ({ call: callOf(id, bank, body) }),
    skip: async (id, body) => done(id, body),
  };
}

/** The answer to a response in its right shape; the page needs no more of it. */
function callOf(id: string, bank: Bank, body: ResponseBody): Call {
  return {
    id,
    bank: bank.id,
    at: new Date().toISOString(),
    outcome: body.outcome,
    number: null,
    number_id: body.number ?? null,
    number_display: null,
    tried: [],
    language: body.language ?? null,
    people: [],
    note: null,
    call_back_at: body.call_back_at ?? null,
    call_back_for: body.call_back_for ?? null,
    version: 1,
    late: false,
  };
}
