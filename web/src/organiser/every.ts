/**
 * Does something every `ms` milliseconds while the page is looked at, and at once when it is looked at
 * again after longer than that. Returns what ends it.
 */
export function everyVisible(ms: number, work: () => void): () => void {
  let last = Date.now();
  const now = () => {
    last = Date.now();
    work();
  };
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") now();
  }, ms);
  const seen = () => {
    if (document.visibilityState === "visible" && Date.now() - last >= ms) now();
  };
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
