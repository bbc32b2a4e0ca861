/**
 * The service worker: the page comes up without a network. It keeps the files of one build, and nothing
 * that the API ever said. Built into /sw.js by build/service-worker.ts.
 */
import { cacheName, decide, isHashed, OTHERS, outdated } from "./rules";

declare const self: ServiceWorkerGlobalScope;

/** Put in by the build: its name, the paths of its files, and the integrity hash of its index.html. */
declare const THIS_BUILD: { name: string; files: string[]; page: string };

/** Static routing, where the browser has it: TypeScript's types have not. */
interface Routing {
  addRoutes?(rules: { condition: { urlPattern: string }; source: "network" }[]): Promise<void>;
}

const PAGE = "/index.html";
const build = THIS_BUILD;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keep(), leaveOthers(event as Routing)]));
  // At once: a page that is open goes on with its own files (see `outdated`), and its next load, for
  // whatever reason, is of this build. Waiting would keep an installed app on an old build for days.
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const what = decide(request, self.location.origin, build.files);
  if (what === "page") event.respondWith(answer(PAGE, request));
  else if (what === "file") event.respondWith(answer(new URL(request.url).pathname, request));
});

/** Saves what the fetch event leaves alone from waiting until a sleeping worker has started. */
async function leaveOthers(event: Routing): Promise<void> {
  const rules = OTHERS.map((path) => ({
    condition: { urlPattern: `${path}/*` },
    source: "network",
  }));
  await event.addRoutes?.(rules as Parameters<NonNullable<Routing["addRoutes"]>>[0]);
}

/** Fills this build's cache, or leaves none; an installation that fails is tried again by the browser. */
async function keep(): Promise<void> {
  const files = await Promise.all(
    build.files.map(async (path) => (await keptBefore(path)) ?? (await fetched(path))),
  );
  // The newest cache is the last one made, also when an older build comes back.
  await caches.delete(cacheName(build.name));
  const cache = await caches.open(cacheName(build.name));
  await Promise.all(files.map((file, n) => cache.put(build.files[n] ?? PAGE, file)));
}

/** What has a hash in its name is the same in every build that has it. */
async function keptBefore(path: string): Promise<Response | undefined> {
  return isHashed(path) ? caches.match(path) : undefined;
}

async function fetched(path: string): Promise<Response> {
  // What has a hash in its name may come from the browser's own cache: the page has just fetched it.
  // index.html must be of this very build: during an upload the files of two builds are mixed.
  const how: RequestInit = isHashed(path) ? {} : { cache: "reload" };
  if (path === PAGE) how.integrity = build.page;
  const response = await fetch(path, how);
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const gone = outdated(names, build.name);
  await Promise.all(gone.map((name) => caches.delete(name)));
  // The first page of a visit is to have the later parts of the program without a network too.
  await self.clients.claim();
}

/** From this build's cache, else an older build's, else the network. */
async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName(build.name));
  const kept = (await cache.match(path)) ?? (isHashed(path) ? await caches.match(path) : undefined);
  return kept ?? fetch(request);
}
