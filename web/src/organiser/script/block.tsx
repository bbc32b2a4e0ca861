import type { Block, QuestionBlock } from "../../api/types";
import { say, words } from "../strings";
import { AreaField, SelectField, TextField } from "../ui/field";
import { hangsWrong, type Place, type ScriptFault } from "./check";
import { setQuestion, setText } from "./draft";
import { inputId, partId } from "./focus";
import type { ScriptModel } from "./model";
import { MoveButtons } from "./move";
import { Options } from "./options";
import { Placeholders } from "./placeholders";
import { ShowIf } from "./show-if";
import { faultText } from "./words";

const w = words.script;

export interface BlockProps {
  model: ScriptModel;
  block: Block;
  /** Counted from 0. */
  place: number;
  /** What is wrong with this block; empty while saving was not tried. */
  faults: ScriptFault[];
}

export const faultAt = (faults: readonly ScriptFault[], place: Place): string | null => {
  const fault = faults.find((one) => one.place === place);
  return fault ? faultText(fault) : null;
};

/** One block of the script, with everything that can be changed of it. */
export function ScriptBlock({ model, block, place, faults }: BlockProps) {
  const { id } = block;
  const { draft, refused } = model.state;
  const n = place + 1;
  const type = block.type === "text" ? w.text : w.question;
  // A block that hangs wrongly after a move is shown at once, not only when saving was tried.
  const word = hangsWrong(draft, block);
  const hanging = word === "later" || faults.some((one) => one.place === "show") ? word : null;
  return (
    <section
      class="block-inside"
      aria-labelledby={partId(id, "head")}
      onFocusOut={(event) => remember(model, id, event.target)}
    >
      <div class="block-head">
        <h3 id={partId(id, "head")} tabIndex={-1}>
          {say(w.block, { n, type })}
        </h3>
        <MoveButtons
          prefix={partId(id, "")}
          what={say(w.blockWhat, { n })}
          first={place === 0}
          last={place === draft.blocks.length - 1}
          onMove={(by) => model.move(id, by)}
          onRemove={() => model.remove(id)}
        />
      </div>
      {refused
        .filter((one) => one.block === id)
        .map(({ text }) => (
          <p key={text} class="field-error">
            {text}
          </p>
        ))}
      {block.type === "text" ? (
        <AreaField
          id={inputId(id, "text")}
          label={w.say}
          rows={3}
          value={block.text}
          error={faultAt(faults, "text")}
          onText={(text) => model.edit(setText(draft, id, text))}
        />
      ) : (
        <Question model={model} block={block} faults={faults} />
      )}
      <div class="block-foot">
        <Placeholders model={model} block={block} />
        <ShowIf model={model} block={block} error={hanging ? words.script.faults[hanging] : null} />
      </div>
    </section>
  );
}

/** Remembers where the cursor stood in a field that placeholders may go into. */
function remember(model: ScriptModel, block: string, target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  if (!["text", "textarea"].includes(target.type)) return;
  const from = target.selectionStart ?? target.value.length;
  model.cursors.set(block, { input: target.id, from, to: target.selectionEnd ?? from });
}

function Question(props: { model: ScriptModel; block: QuestionBlock; faults: ScriptFault[] }) {
  const { model, block, faults } = props;
  const { id, kind } = block;
  const { draft } = model.state;
  return (
    <>
      <div class="question-head">
        <TextField
          id={inputId(id, "label")}
          label={w.label}
          value={block.label}
          error={faultAt(faults, "label")}
          onText={(label) => model.edit(setQuestion(draft, id, { label }))}
        />
        <SelectField
          id={partId(id, "kind")}
          label={w.kind}
          value={kind}
          options={(["single", "several", "text"] as const).map((value) => ({
            value,
            label: w.kinds[value],
          }))}
          onPick={(picked) =>
            model.build(setQuestion(draft, id, { kind: picked as QuestionBlock["kind"] }))
          }
        />
      </div>
      {kind !== "text" && <Options model={model} block={block} faults={faults} />}
      <TextField
        id={inputId(id, "help")}
        label={w.help}
        help={w.helpHelp}
        value={block.help ?? ""}
        error={faultAt(faults, "help")}
        onText={(help) => model.edit(setQuestion(draft, id, { help }))}
      />
    </>
  );
}
