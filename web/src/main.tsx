import { render } from "preact";
import "./styles/index.css";
import { createController } from "./store/controller";
import { entranceOf } from "./store/session";
import { loadStrings } from "./strings/load";
import { applyTheme } from "./ui/theme";
import { App, pages } from "./views/app";
import { titleOf } from "./views/title";

/** Starts the page. No await at the top level: the parts that are loaded later wait for this one. */
async function main(root: HTMLElement): Promise<void> {
  const page = createController((state) => {
    render(<App state={state} on={page} />, root);
    document.title = titleOf(state);
  });
  const { campaign } = page.state();
  if (campaign) applyTheme(campaign);
  await loadStrings();

  window.addEventListener("online", page.seen);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") page.seen();
  });
  window.addEventListener("pageshow", (event) => {
    // Brought back from the browser's back-forward cache.
    if (event.persisted) page.seen();
  });
  window.addEventListener("keydown", (event) => pages.now?.pressKey(page, event));

  await page.start(entranceOf(location.pathname, location.hash));
  // Whatever happens to the network later, the pages that say so are here.
  await pages.load();
}

const root = document.getElementById("app");
if (root) void main(root);
