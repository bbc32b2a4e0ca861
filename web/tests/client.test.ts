import { describe, expect, it, vi } from "vitest";
import { ApiError, clock, makeApi, NetworkError } from "../src/api/client";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
const refusal = (code: string) => ({ error: { code, message: "Why not.", details: { n: 1 } } });

describe("the API client", () => {
  it("sends JSON to the same origin, an empty object where there is nothing to say", async () => {
    const fetcher = vi.fn(async () => answer(200, { until: "x" }));
    await makeApi(fetcher).renew("a/b");
    expect(fetcher).toHaveBeenCalledWith(
      "/api/claims/a%2Fb/renew",
      expect.objectContaining({
        method: "POST",
        credentials: "same-origin",
        body: "{}",
        headers: expect.objectContaining({ "Content-Type": "application/json" }),
      }),
    );
  });
  it("returns nothing for 204", async () => {
    expect(await makeApi(async () => answer(204, null)).release("a")).toBeUndefined();
  });
  it("turns the error shape into an error with code, details and Retry-After", async () => {
    const api = makeApi(async () => answer(429, refusal("too_many"), { "Retry-After": "7" }));
    await expect(api.banks()).rejects.toMatchObject({
      status: 429,
      code: "too_many",
      details: { n: 1 },
      retryAfter: 7,
      permanent: false,
    });
  });
  it.each([
    [422, true],
    [404, true],
    [409, true],
    [401, false],
    [429, false],
    [503, false],
  ])("knows whether %i can ever succeed", (status, permanent) => {
    expect(new ApiError(status, "x", "x").permanent).toBe(permanent);
  });
  it("takes an answer that is not the API's own for a lost connection", async () => {
    const portal = async () => new Response("<h1>Wi-Fi</h1>", { status: 200 });
    await expect(makeApi(portal).banks()).rejects.toBeInstanceOf(NetworkError);
    const gateway = async () => answer(502, { message: "Bad gateway" });
    // What the functions say where CloudFront's secret is not theirs: saved calls wait, and are not given up.
    const past = async () => answer(403, { code: "not_through_the_site", message: "No." });
    await expect(makeApi(past).banks()).rejects.toBeInstanceOf(NetworkError);
    await expect(makeApi(gateway).banks()).rejects.toBeInstanceOf(NetworkError);
    const offline = async () => Promise.reject(new TypeError("Failed to fetch"));
    await expect(makeApi(offline).banks()).rejects.toBeInstanceOf(NetworkError);
  });
  it("goes by the server's clock", async () => {
    const ahead = new Date(Date.now() + 3_600_000).toUTCString();
    await makeApi(async () => answer(200, {}, { Date: ahead })).banks();
    expect(clock.now().getTime() - Date.now()).toBeGreaterThan(3_590_000);
    clock.skew = 0;
  });
});
