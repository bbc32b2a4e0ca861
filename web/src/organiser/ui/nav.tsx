import type { Organiser } from "../context";
import type { OrganiserScreen } from "../model";
import { pathOf } from "../route";
import { SCREENS } from "../screens";
import { say, words } from "../strings";
import { Go } from "./go";

/** The ways between the screens: beside them where there is room, else folded away above them. */
export function Nav({ on, here }: { on: Organiser; here: OrganiserScreen }) {
  const label = here.label();
  return (
    <nav class="organiser-nav" aria-label={words.nav.label}>
      <button
        type="button"
        class="nav-switch"
        aria-expanded={on.navOpen}
        aria-controls="organiser-nav"
        onClick={() => on.showNav(!on.navOpen)}
      >
        {label ? say(words.nav.show, { screen: label }) : words.nav.label}
      </button>
      <ul id="organiser-nav" class={on.navOpen ? "open" : undefined}>
        {SCREENS.filter((one) => one.label()).map((one) => (
          <li key={one.name}>
            <Go on={on} to={pathOf(one.name)} current={one === here}>
              {one.label()}
            </Go>
          </li>
        ))}
        <li class="nav-back">
          <button type="button" class="link" onClick={() => on.page.home()}>
            {words.nav.calling}
          </button>
        </li>
      </ul>
    </nav>
  );
}
