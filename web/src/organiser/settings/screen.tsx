import { Model, screen } from "../model";
import { words } from "../strings";
import { Waiting } from "../ui/notice";

function Settings(_: { model: Model<object> }) {
  return <Waiting />;
}

export const settings = screen({
  name: "settings",
  label: () => words.nav.settings,
  title: () => words.nav.settings,
  open: (on) => new Model(on, {}),
  view: Settings,
});
