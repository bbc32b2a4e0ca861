import { Model, screen } from "./model";
import { pathOf } from "./route";
import { words } from "./strings";
import { Go } from "./ui/go";

function Unknown({ model }: { model: Model<object> }) {
  return (
    <>
      <p>{words.unknown.text}</p>
      <Go on={model.on} to={pathOf()} class="link">
        {words.unknown.overview}
      </Go>
    </>
  );
}

/** Shown at an address that no screen has. */
export const unknown = screen({
  name: "?",
  label: () => "",
  title: () => words.unknown.title,
  open: (on) => new Model(on, {}),
  view: Unknown,
});
