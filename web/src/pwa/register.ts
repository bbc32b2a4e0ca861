import { newest } from "../../sw/rules";

/** Milliseconds between looks for a new version, which cost a request, while the page is used. */
const LOOK_AGAIN_MS = 30 * 60_000;
const APPLIED = "ringround.build";

/**
 * Starts the service worker, and tells when a newer build than this page is ready on the device.
 * `apply` loads it: the caller chooses a moment at which nothing is lost. Until then the page goes on
 * with the files it began with. Does nothing in development, and where there are no service workers.
 */
export async function register(onNewVersion: (apply: () => void) => void): Promise<void> {
  const mine = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!mine || !workers) return;

  const look = async () => {
    const ready = newest(await caches.keys());
    // A page that was loaded past the worker may be newer than what the worker has.
    if (!workers.controller || !ready || ready === mine) return;
    // Once a build: a page that stays old however often it is loaded must not load for ever.
    if (sessionStorage.getItem(APPLIED) === ready) return;
    onNewVersion(() => {
      sessionStorage.setItem(APPLIED, ready);
      location.reload();
    });
  };
  workers.addEventListener("controllerchange", () => void look());
  try {
    const registration = await workers.register("/sw.js");
    await look();
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" || Date.now() - looked < LOOK_AGAIN_MS) return;
      looked = Date.now();
      registration.update().catch(() => undefined);
    });
  } catch {
    // A browser that refuses (private windows, blocked storage) has the page all the same.
  }
}
