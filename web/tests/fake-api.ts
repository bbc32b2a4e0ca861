import { type Api, ApiError } from "../src/api/client";
import type { Call, Caller, Claim, Next, ResponseBody } from "../src/api/types";
import { aBank, aClaim } from "./builders";

/** The server's side of a phone bank, as far as a page can tell: at most two claims, each given once. */
export function fakeApi(households = 5) {
  const claims = new Map<string, Claim>();
  const calls = new Map<string, ResponseBody & { version: number }>();
  const sent: string[] = [];
  /** What the next request meets: an error to throw before or after the server has done its work. */
  const trouble: { before: Error | null; after: Error | null } = { before: null, after: null };
  /** What is handed out before anything else: call-backs that are due. */
  const given: Claim[] = [];
  let made = 0;
  let signedIn = true;

  function next(holding: string[]): Next {
    const lost = [...claims.values()].find((claim) => !holding.includes(claim.id));
    if (lost) return { claim: lost };
    if (claims.size >= 2)
      throw new ApiError(409, "claim_limit", "You hold two households already.");
    const due = given.shift();
    if (due) {
      claims.set(due.id, due);
      return { claim: due };
    }
    if (made >= households) return { claim: null, reason: "finished", retry_at: null };
    made += 1;
    const claim = aClaim({ id: `claim-${made}`, until: "2099-01-01T00:00:00Z" });
    claims.set(claim.id, claim);
    return { claim };
  }

  async function request<T>(name: string, work: () => T): Promise<T> {
    sent.push(name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const open =
      ["signIn", "POST /api/login/code", "GET /api/close"].includes(name) ||
      name.includes("/api/join/");
    if (!signedIn && !open) throw new ApiError(401, "not_signed_in", "Sign in.");
    const { before, after } = trouble;
    if (before) throw before;
    const answer = work();
    trouble.after = null;
    if (after) throw after;
    return answer;
  }

  function recorded(id: string, body: ResponseBody, version: number): Call {
    claims.delete(id);
    calls.set(id, { ...body, version });
    return { id, version } as Call;
  }

  const caller: Caller = {
    id: "sam",
    name: "Sam Reid",
    email: "sam@example.org",
    role: "caller",
    on_leaderboard: false,
  };
  const campaign = {
    name: "Rivermouth",
    party: "Us",
    imprint: "Promoted by A. Agent.",
    privacy_contact: "",
    brand: "#5b2a86",
    on_brand: "#ffffff",
    poll_date: null,
  };
  const today = { calls: 0, conversations: 0 };
  /** Claims that may not be rung any more; `gone` names those that the page holds. */
  const void_ = new Set<string>();
  const gone = (holding: string[] = []) => holding.filter((id) => void_.has(id) || !claims.has(id));
  const banks = [aBank({ hours: aBank().hours })];
  /** Routes of the other screens: what a test puts here, by method and path. An error is thrown, and a
   * function makes the answer of what was sent. */
  const routes = new Map<string, unknown>();
  /** What was sent to them, in order. */
  const bodies: [route: string, body: unknown][] = [];
  const api: Api = {
    send: <T>(method: string, path: string, body?: unknown) =>
      request(path === "/api/login" ? "signIn" : `${method} ${path}`, () => {
        if (path === "/api/login") signedIn = true;
        bodies.push([`${method} ${path}`, body]);
        const found = routes.get(`${method} ${path}`);
        const answer = typeof found === "function" ? found(body) : found;
        if (answer instanceof Error) throw answer;
        if (!answer && path.startsWith("/api/organiser/"))
          throw new ApiError(404, "not_found", "There is no such thing.");
        return (answer ?? { caller, campaign, open: true }) as T;
      }),
    start: async () => {
      const nobody = { caller: null, today: null, banks: [], claims: [], call_backs: [] };
      if (!signedIn) return { campaign, ...nobody };
      return request("start", () => ({
        campaign,
        caller,
        today,
        banks,
        claims: [...claims.values()],
        call_backs: [],
      }));
    },
    signOut: () => request("signOut", () => undefined),
    banks: () => request("banks", () => ({ banks })),
    next: (_, holding) => request("next", () => next(holding)),
    claims: () => request("claims", () => ({ claims: [...claims.values()] })),
    standing: () =>
      request("standing", () => ({
        claims: [...claims.values()].map(({ id, until }) => ({
          id,
          until,
          may_be_rung: !void_.has(id),
        })),
      })),
    renew: () => request("renew", () => ({ until: "2099-01-01T00:00:00Z" })),
    release: (id) =>
      request("release", () => {
        claims.delete(id);
        void_.delete(id);
      }),
    respond: (id, body) =>
      request("respond", () => {
        const call = calls.has(id) ? ({ id } as Call) : recorded(id, body, 1);
        const after = body.holding ? { gone: gone(body.holding) } : {};
        return { call, ...after, ...(body.want_next ? { next: next(body.holding ?? []) } : {}) };
      }),
    correct: (id, body) => request("correct", () => ({ call: recorded(id, body, 2) })),
    skip: (id, body) =>
      request("skip", () => {
        claims.delete(id);
        return body.want_next ? { next: next(body.holding ?? []) } : {};
      }),
  };
  return {
    api,
    calls,
    claims,
    sent,
    trouble,
    banks,
    routes,
    bodies,
    caller,
    /** The household of a claim may not be rung any more. */
    /** A household that is to come next. */
    give: (claim: Claim) => given.push({ ...claim, until: "2099-01-01T00:00:00Z" }),
    suppress: (id: string) => void_.add(id),
    endSession: () => {
      signedIn = false;
    },
  };
}
