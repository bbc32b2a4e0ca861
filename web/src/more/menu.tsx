import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { organises } from "./organises";
import { leave } from "./visit";

type Item = [label: string, here: boolean, go: () => void];

/** What there is beside calling, in the same place on every screen. */
export function MenuItems({ state, on }: { state: State; on: Controller }) {
  const { name } = state.screen;
  const items: Item[] = [
    [t.app.goOn, name === "call" || !state.flow, () => on.home()],
    [t.ringingBack.title, name === "ringing-back", () => on.open("ringing-back")],
    [t.myCalls.title, name === "my-calls", () => on.open("my-calls")],
    [t.briefing.title, name === "briefing", () => on.open("briefing")],
    [t.banks.title, name === "banks", () => on.open("banks")],
    [t.app.organise, name === "organiser" || !organises(state), () => on.open("organiser")],
    [t.app.takeBreak, name === "wrap-up", () => void on.takeBreak()],
    [t.app.signOut, false, () => void on.signOut()],
  ];
  const shown: Item[] = state.more.visiting ? [[t.app.goOn, false, leave]] : items;
  return (
    <ul>
      {shown
        .filter(([, here]) => !here)
        .map(([label, , go]) => (
          <li key={label}>
            <button
              type="button"
              onClick={(event) => {
                menuOf(event.currentTarget).open = false;
                go();
              }}
            >
              {label}
            </button>
          </li>
        ))}
    </ul>
  );
}

const menuOf = (inside: Element) => inside.closest("details") as HTMLDetailsElement;

/** Closes the menu as menus are closed: by Escape, by a tap beside it, by going on with Tab. */
export function watchMenu(): void {
  const open = () => document.querySelector<HTMLDetailsElement>("details.menu[open]");
  const closeUnless = (inside: EventTarget | null) => {
    const menu = open();
    if (menu && !menu.contains(inside as Node)) menu.open = false;
  };
  document.addEventListener("click", (event) => closeUnless(event.target));
  document.addEventListener("focusin", (event) => closeUnless(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? open() : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
