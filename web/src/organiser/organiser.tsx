import { organises } from "../more/organises";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { Heading } from "../ui/heading";
import { organiserOf } from "./context";
import type { AnyModel, OrganiserScreen } from "./model";
import { routeAt } from "./route";
import { screenNamed } from "./screens";
import { words } from "./strings";
import { Nav } from "./ui/nav";
import { Opened } from "./ui/opened";

/** The organiser's side of the page: navigation, and the screen that the address names. */
export function Organiser({ on }: { state: State; on: Controller }) {
  if (!organises(on.store.state)) return <ForOrganisers on={on} />;
  const organiser = organiserOf(on);
  const path = location.pathname;
  const screen = screenNamed(routeAt(path).screen);
  const model = organiser.at(path);
  return (
    <div class="organiser" lang="en">
      <Nav on={organiser} here={screen} />
      <Screen key={path} path={path} screen={screen} model={model} />
    </div>
  );
}

function Screen(props: { path: string; screen: OrganiserScreen; model: AnyModel }) {
  const { path, screen, model } = props;
  const title = screen.title(model);
  const { view: View } = screen;
  return (
    <div class="organiser-screen">
      <Opened model={model} title={title} />
      <Heading screen={path} text={title} />
      <View model={model} />
    </div>
  );
}

function ForOrganisers({ on }: { on: Controller }) {
  return (
    <div class="card narrow" lang="en">
      <Heading screen="for organisers" text={words.refused.title} />
      <p>{words.refused.text}</p>
      <button type="button" class="primary" onClick={() => on.home()}>
        {words.refused.back}
      </button>
    </div>
  );
}
