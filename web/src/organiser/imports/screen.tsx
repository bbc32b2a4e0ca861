import { Model, screen } from "../model";
import { words } from "../strings";
import { Waiting } from "../ui/notice";

function Imports(_: { model: Model<object> }) {
  return <Waiting />;
}

export const imports = screen({
  name: "import",
  label: () => words.nav.import,
  title: () => words.nav.import,
  open: (on) => new Model(on, {}),
  view: Imports,
});
