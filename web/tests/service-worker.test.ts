import { describe, expect, it } from "vitest";
import { decide, newest, outdated } from "../sw/rules";

const HERE = "https://phones.example";
const FILES = ["/assets/index-new.js", "/favicon.svg", "/index.html"];

const asked = (path: string, more: { method?: string; mode?: string } = {}) =>
  decide({ method: "GET", mode: "cors", url: new URL(path, HERE).href, ...more }, HERE, FILES);

describe("what the worker does with a request", () => {
  it.each(["/", "/call", "/join/AB12CD", "/my-calls?from=call", "/apiary", "/localities"])(
    "answers the address %s with the page",
    (path) => expect(asked(path, { mode: "navigate" })).toBe("page"),
  );

  it.each(["/robots.txt", "/icons/icon-192.png", "/api/openapi.json"])(
    "leaves %s in the address bar to the network",
    (path) => expect(asked(path, { mode: "navigate" })).toBe("leave"),
  );

  it("takes the files of this build, and hashed ones of any build, from the cache", () => {
    expect(asked("/assets/index-new.js")).toBe("file");
    expect(asked("/assets/pages-old.js")).toBe("file");
    expect(asked("/favicon.svg", { mode: "no-cors" })).toBe("file");
  });

  it("leaves files alone that it does not keep", () => {
    expect(asked("/icons/icon-512.png")).toBe("leave");
    expect(asked("/sw.js")).toBe("leave");
  });

  it.each([
    "/api",
    "/api/start",
    "/api/claims/c1/response",
    "/api/assets/index-new.js",
    "/local/inbox",
  ])("never touches %s, however it is asked for", (path) => {
    for (const mode of ["cors", "no-cors", "same-origin", "navigate"]) {
      for (const method of ["GET", "POST", "PUT", "DELETE", "HEAD"]) {
        expect(asked(path, { mode, method })).toBe("leave");
      }
    }
  });

  it("never answers what is not a plain read", () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
      expect(asked("/", { method, mode: "navigate" })).toBe("leave");
      expect(asked("/assets/index-new.js", { method })).toBe("leave");
    }
  });

  it("leaves other hosts alone", () => {
    expect(asked("https://elsewhere.example/assets/index-new.js")).toBe("leave");
    expect(asked("http://phones.example/", { mode: "navigate" })).toBe("leave");
  });
});

describe("which builds stay on the device", () => {
  it("keeps the build before, for pages that are still open", () => {
    expect(outdated(["ringround-a", "ringround-b", "ringround-c"], "c")).toEqual(["ringround-a"]);
    expect(outdated(["ringround-b", "ringround-c"], "c")).toEqual([]);
  });

  it("knows the build before also when an older one has come back", () => {
    expect(outdated(["ringround-x", "ringround-b", "ringround-a"], "a")).toEqual(["ringround-x"]);
  });

  it("leaves caches of anything else alone", () => {
    expect(outdated(["other", "ringround-a", "another", "ringround-b"], "b")).toEqual([]);
  });

  it("takes the cache made last for the newest build", () => {
    expect(newest(["ringround-b", "other", "ringround-a", "zzz"])).toBe("a");
    expect(newest(["other"])).toBeNull();
  });
});
