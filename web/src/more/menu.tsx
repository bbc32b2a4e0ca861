import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";

/** What there is beside calling, in the same place on every screen. */
export function MenuItems({ state, on }: { state: State; on: Controller }) {
  const { name } = state.screen;
  const items: [label: string, here: boolean, go: () => void][] = [
    [t.app.goOn, name === "call" || !state.flow, () => on.home()],
    [t.ringingBack.title, name === "ringing-back", () => on.open("ringing-back")],
    [t.myCalls.title, name === "my-calls", () => on.open("my-calls")],
    [t.briefing.title, name === "briefing", () => on.open("briefing")],
    [t.banks.title, name === "banks", () => on.open("banks")],
    [t.app.takeBreak, name === "wrap-up", () => void on.takeBreak()],
    [t.app.signOut, false, () => void on.signOut()],
  ];
  return (
    <ul onFocusOut={closeWhenLeft} onKeyDown={closeOnEscape}>
      {items
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

function closeWhenLeft(event: FocusEvent & { currentTarget: Element }): void {
  const menu = menuOf(event.currentTarget);
  // A tap beside the menu moves the focus nowhere: relatedTarget is missing then too.
  if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
}

function closeOnEscape(event: KeyboardEvent & { currentTarget: Element }): void {
  if (event.key !== "Escape") return;
  const menu = menuOf(event.currentTarget);
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
