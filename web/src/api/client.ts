import type {
  Bank,
  Call,
  Claim,
  ErrorBody,
  Next,
  ResponseBody,
  SkipBody,
  Standing,
  Start,
} from "./types";

/** The server said no. `code` is the API's own word, `status` the HTTP one, `retryAfter` in seconds. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** True when sending the same thing again can never succeed. */
  get permanent(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

/** No answer of the API's own came back: no network, a time-out, or somebody else's page. */
export class NetworkError extends Error {}

/** The server's clock: a phone's own may be minutes or hours wrong, and leases end by the server's. */
export const clock = {
  skew: 0,
  learn(header: string | null): void {
    const at = Date.parse(header ?? "");
    if (!Number.isNaN(at)) clock.skew = at - Date.now();
  },
  now: () => new Date(Date.now() + clock.skew),
};

const TIMEOUT_MS = 20_000;

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** Sends one request; returns the JSON answer (undefined for 204). Throws ApiError or NetworkError. */
export async function request<T>(
  fetcher: Fetch,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    // A household that goes back, or a call that was saved, goes on its way though the page is closed.
    keepalive: method !== "GET",
  };
  if (method !== "GET") {
    init.headers = { Accept: "application/json", "Content-Type": "application/json" };
    init.body = JSON.stringify(body ?? {});
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetcher(path, { ...init, signal: stop.signal });
    clock.learn(response.headers.get("Date"));
    if (response.status === 204) return undefined as T;
    const answer: unknown = await response.json();
    if (response.ok) return answer as T;
    throw asError(response, answer);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new NetworkError(String(error));
  } finally {
    clearTimeout(timer);
  }
}

function asError(response: Response, answer: unknown): Error {
  const { error } = (answer ?? {}) as Partial<ErrorBody>;
  if (!error?.code) {
    // An answer in another shape comes from a gateway or a captive portal, not from the API.
    return new NetworkError(`status ${response.status} without an API error`);
  }
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new ApiError(
    response.status,
    error.code,
    error.message,
    error.details ?? null,
    Number.isNaN(wait) ? null : wait,
  );
}

/** What an answer to a response or a skip may bring beside itself. */
export interface After {
  next?: Next;
  /** Claims of `holding` that are not to be rung any more. */
  gone?: string[];
}

/** The requests of signing in and calling. What the other screens ask stands in `more.ts`. */
export function makeApi(fetcher: Fetch = (path, init) => fetch(path, init)) {
  const send = <T>(method: string, path: string, body?: unknown) =>
    request<T>(fetcher, method, path, body);
  const claim = (id: string) => `/api/claims/${encodeURIComponent(id)}`;
  return {
    send,
    start: () => send<Start>("GET", "/api/start"),
    signOut: () => send<void>("POST", "/api/logout"),
    banks: () => send<{ banks: Bank[] }>("GET", "/api/banks"),
    next: (bank: string, holding: string[]) =>
      send<Next>("POST", `/api/banks/${encodeURIComponent(bank)}/next`, { holding }),
    claims: () => send<{ claims: Claim[] }>("GET", "/api/claims"),
    standing: () => send<{ claims: Standing[] }>("GET", "/api/claims/standing"),
    renew: (id: string) => send<{ until: string }>("POST", `${claim(id)}/renew`),
    release: (id: string) => send<void>("DELETE", claim(id)),
    respond: (id: string, body: ResponseBody) =>
      send<{ call: Call } & After>("POST", `${claim(id)}/response`, body),
    correct: (id: string, body: ResponseBody) =>
      send<{ call: Call }>("PUT", `${claim(id)}/response`, body),
    skip: (id: string, body: SkipBody) => send<After>("POST", `${claim(id)}/skip`, body),
  };
}

export type Api = ReturnType<typeof makeApi>;
