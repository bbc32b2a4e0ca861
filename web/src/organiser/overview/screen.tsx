import { Model, screen } from "../model";
import { words } from "../strings";
import { Waiting } from "../ui/notice";

function Overview(_: { model: Model<object> }) {
  return <Waiting />;
}

export const overview = screen({
  name: "",
  label: () => words.nav.overview,
  title: () => words.nav.overview,
  open: (on) => new Model(on, {}),
  view: Overview,
});
