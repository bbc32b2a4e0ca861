import { render } from "preact";
import "./styles/index.css";
import { type Controller, createController } from "./store/controller";
import { entranceOf } from "./store/session";
import { loadStrings } from "./strings/load";
import { applyTheme } from "./ui/theme";
import { App } from "./views/app";
import { pages, signIn } from "./views/parts";
import { titleOf } from "./views/title";

const LOAD_AGAIN_MS = 5_000;

/** Starts the page. No await at the top level: the parts that are loaded later wait for this one. */
async function main(root: HTMLElement): Promise<void> {
  const page = createController((state) => {
    render(<App state={state} on={page} />, root);
    const title = titleOf(state);
    if (document.title !== title) document.title = title;
  });
  const { campaign } = page.state();
  if (campaign) applyTheme(campaign);
  await loadStrings();

  window.addEventListener("online", page.seen);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") page.seen();
  });
  window.addEventListener("popstate", () => page.arrive());
  window.addEventListener("pagehide", page.leave);
  window.addEventListener("pageshow", (event) => {
    // Brought back from the browser's back-forward cache.
    if (event.persisted) page.seen();
  });
  window.addEventListener("keydown", (event) => pages.now?.pressKey(page, event));

  const entrance = entranceOf(location.pathname, location.hash);
  // The code of a link in a mail does not stay in the address bar.
  if (location.hash) history.replaceState(null, "", location.pathname);
  // Nobody has signed in on this device: the forms travel beside the first answer.
  if (!campaign) void signIn.load();
  await page.start(entrance);
  await loadRest(page);
}

/** Whatever happens to the network later, the pages that say so are here. */
async function loadRest(page: Controller): Promise<void> {
  try {
    await pages.load();
  } catch {
    setTimeout(() => void loadRest(page), LOAD_AGAIN_MS);
    return;
  }
  pages.now?.afterStart(page);
  pages.now?.watchLease(page.queue);
  pages.now?.watchMenu();
  pages.now?.watchVersion(page);
  page.store.set({});
}

const root = document.getElementById("app");
if (root) void main(root);
