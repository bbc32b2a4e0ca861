import { Choice, Group } from "../../ui/field";
import { screen } from "../model";
import { say, words } from "../strings";
import { Empty, Fault, Waiting } from "../ui/notice";
import { Item } from "./item";
import { Merge } from "./merge";
import { QualityModel, type Shown } from "./model";
import { Notes } from "./notes";
import type { Kind, Quality } from "./types";

const w = words.quality;
const KINDS: readonly Kind[] = [
  "several_addresses",
  "wrong_number",
  "dead_number",
  "please_look",
  "question",
  "language",
];

function QualityView({ model }: { model: QualityModel }) {
  const { quality, notes, fault, shown } = model.state;
  if (!quality || !notes) {
    return fault ? <Fault text={fault} again={() => void model.load()} /> : <Waiting />;
  }
  return (
    <>
      <Filter model={model} quality={quality} notes={notes.length} />
      {shown === "notes" ? (
        <Notes model={model} notes={notes} />
      ) : (
        <Matters key={shown} model={model} quality={quality} />
      )}
      <Merge model={model} />
    </>
  );
}

function Filter(props: { model: QualityModel; quality: Quality; notes: number }) {
  const { model, quality, notes } = props;
  const { shown } = model.state;
  const all = KINDS.reduce((sum, kind) => sum + quality.counts[kind], 0);
  const choices: [Shown, number][] = [
    ["all", all],
    // A kind of which there is nothing is no choice, unless it is the one that was just worked off.
    ...KINDS.map((kind): [Shown, number] => [kind, quality.counts[kind]]).filter(
      ([kind, n]) => n > 0 || kind === shown,
    ),
    ["notes", notes],
  ];
  return (
    <Group legend={w.show}>
      <div class="choices">
        {choices.map(([one, n]) => (
          <Choice
            key={one}
            type="radio"
            name="quality-kind"
            label={say(w.filters[one], { n })}
            checked={shown === one}
            onPick={() => model.show(one)}
          />
        ))}
      </div>
    </Group>
  );
}

function Matters({ model, quality }: { model: QualityModel; quality: Quality }) {
  const { shown } = model.state;
  const items = quality.items.filter((one) => shown === "all" || one.kind === shown);
  const open = items.filter((one) => !one.settled);
  const settled = items.filter((one) => one.settled);
  return (
    <>
      {open.length === 0 ? (
        <Empty title={w.none}>
          <p>{w.noneHelp}</p>
        </Empty>
      ) : (
        <>
          <h2 class="unseen">{w.open}</h2>
          <ul class="quality-list">
            {open.map((one) => (
              <li key={one.id}>
                <Item model={model} matter={one} />
              </li>
            ))}
          </ul>
        </>
      )}
      {quality.more > 0 && <p class="help">{say(w.more, { n: quality.more })}</p>}
      {settled.length > 0 && (
        <details>
          <summary>{say(w.settled, { n: settled.length })}</summary>
          <ul class="quality-settled">
            {settled.map((one) => (
              <li key={one.id}>
                <Item model={model} matter={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What is to be put right in the list, each with one decision; and what volunteers wrote. */
export const quality = screen<QualityModel>({
  name: "quality",
  label: () => words.nav.quality,
  title: () => words.nav.quality,
  open: (on) => new QualityModel(on),
  view: QualityView,
});
