import { Choice, Group } from "../../ui/field";
import { screen } from "../model";
import { words } from "../strings";
import { ListsModel, type Part } from "./model";
import { Numbers } from "./numbers";
import { ScreeningPart } from "./screening";
import { Voted } from "./voted";

const PARTS: readonly Part[] = ["voted", "numbers", "screening"];
const VIEWS = { voted: Voted, numbers: Numbers, screening: ScreeningPart };

function Lists({ model }: { model: ListsModel }) {
  const { part } = model.state;
  const View = VIEWS[part];
  return (
    <>
      <Group legend={words.lists.what}>
        <div class="choices">
          {PARTS.map((one) => (
            <Choice
              key={one}
              type="radio"
              name="part"
              label={words.lists.parts[one]}
              checked={part === one}
              onPick={() => model.show(one)}
            />
          ))}
        </div>
      </Group>
      <View key={part} model={model} />
    </>
  );
}

/** Lists of people and numbers that are not to be rung, and of numbers that may be. */
export const lists = screen<ListsModel>({
  name: "lists",
  label: () => words.nav.lists,
  title: () => words.nav.lists,
  open: (on) => new ListsModel(on),
  view: Lists,
});
