import { Model, screen } from "../model";
import { words } from "../strings";
import { Waiting } from "../ui/notice";

function Audit(_: { model: Model<object> }) {
  return <Waiting />;
}

export const audit = screen({
  name: "audit",
  label: () => words.nav.audit,
  title: () => words.nav.audit,
  open: (on) => new Model(on, {}),
  view: Audit,
});
