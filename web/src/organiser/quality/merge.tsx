import { Group } from "../../ui/field";
import { words } from "../strings";
import { Confirm } from "../ui/confirm";
import { addressOf, type QualityModel } from "./model";

const w = words.quality;

/** Asks which address stays before two households become one: that can't be taken back. */
export function Merge({ model }: { model: QualityModel }) {
  const { merging, deciding, decideFault } = model.state;
  const matter = merging && model.matter(merging.id);
  if (!merging || !matter) return null;
  return (
    <Confirm
      heading={w.mergeHeading}
      act={w.mergeAct}
      busy={deciding === merging.id}
      fault={decideFault?.id === merging.id ? decideFault.text : null}
      onConfirm={() => void model.decide(merging.id, "merge", merging.stays)}
      onCancel={() => model.askMerge(null)}
    >
      <p>{w.mergeText}</p>
      <Group legend={w.mergeWhich}>
        {matter.households.map((one) => (
          <label class="choice wide" key={one.id}>
            <input
              type="radio"
              name="stays"
              checked={merging.stays === one.id}
              onChange={() => model.pickStays(one.id)}
            />
            <span class="choice-label">
              <strong>{addressOf(one)}</strong>
              <small>{one.people.map((person) => person.name).join(", ")}</small>
            </span>
          </label>
        ))}
      </Group>
    </Confirm>
  );
}
