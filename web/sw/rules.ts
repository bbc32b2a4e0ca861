/**
 * What the service worker does with a request. Pure: the worker around it does the work.
 *
 * `page`: the address of a screen, answered with index.html. `file`: one of a build's files, from the
 * cache where it is there. `leave`: not the worker's business; the browser asks the network as if there
 * were no worker.
 */
export type Decision = "page" | "file" | "leave";

export interface Asked {
  method: string;
  url: string;
  /** A Request's own mode: "navigate" for the address bar, a reload, a link. */
  mode: string;
}

/** Hashed files, whichever build they are of: an old page may still ask for its later parts. */
const HASHED = "/assets/";

/** Caches are named after the build whose files they hold. */
const PREFIX = "ringround-";

/** Served by something else than the build: the API, and the local app's own pages. */
export const OTHERS = ["/api", "/local"];

/** `files`: the paths of this build that are kept. */
export function decide(asked: Asked, origin: string, files: readonly string[]): Decision {
  const { pathname, origin: from } = new URL(asked.url);
  if (asked.method !== "GET" || from !== origin) return "leave";
  if (OTHERS.some((path) => pathname === path || pathname.startsWith(`${path}/`))) return "leave";
  if (asked.mode === "navigate") return isScreen(pathname) ? "page" : "leave";
  return isHashed(pathname) || files.includes(pathname) ? "file" : "leave";
}

/** The edge's own rule (infra/edge.py): a path whose last part has a dot is a file. */
function isScreen(path: string): boolean {
  return !path.slice(path.lastIndexOf("/")).includes(".");
}

/** Whether a file never changes under its name; index.html and the like are of one build only. */
export function isHashed(path: string): boolean {
  return path.startsWith(HASHED);
}

export const cacheName = (build: string) => PREFIX + build;

/**
 * Which caches to delete when a build takes over: all but its own and the one before it, for pages that
 * were opened before. `names`: all caches of the site, oldest first.
 */
export function outdated(names: readonly string[], build: string): string[] {
  return names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(build)).slice(0, -1);
}

/** The build that was kept last, or null: what the next load of the page will be of. */
export function newest(names: readonly string[]): string | null {
  const last = names.filter((name) => name.startsWith(PREFIX)).at(-1);
  return last?.slice(PREFIX.length) ?? null;
}
