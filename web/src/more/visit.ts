import type { Controller } from "../store/controller";
import { placeAt } from "../store/router";
import { setMore } from "./ask";
import { organises } from "./organises";

/** True where this tab may show the organiser's side though another one calls: nothing there needs a claim. */
export const mayVisit = () => placeAt(location.pathname) === "organiser";

/** Loads the page anew where calling begins: there it is asked whether calling goes on in this tab. */
export const leave = () => location.assign("/");

/**
 * Another tab calls, and this one was opened at the organiser's side: it shows that, and nothing else. Every
 * way to calling loads the page anew, so that no household is ever on two screens.
 */
export async function visit(on: Controller): Promise<void> {
  try {
    const { caller, today, banks } = await on.api.start();
    if (!caller || !organises({ caller })) return leave();
    on.store.set({ caller, banks, ...(today ? { today } : {}) });
  } catch {
    on.store.set({ screen: { name: "problem", why: "offline" } });
    return;
  }
  setMore(on, { visiting: true });
  const { open } = on;
  on.open = (name, inItsPlace) => (name === "organiser" ? open(name, inItsPlace) : leave());
  on.arrive = () => (mayVisit() ? open("organiser", true) : leave());
  on.home = leave;
  on.open("organiser", true);
}
