import type { QuestionBlock } from "../../api/types";
import { FieldError } from "../../ui/field";
import { say, words } from "../strings";
import { faultAt } from "./block";
import type { ScriptFault } from "./check";
import { setOption } from "./draft";
import { inputId, partId } from "./focus";
import type { ScriptModel } from "./model";
import { MoveButtons } from "./move";
import { optionWord } from "./words";

const w = words.script;

/** The options of a question, each with its words and its place. */
export function Options(props: {
  model: ScriptModel;
  block: QuestionBlock;
  faults: ScriptFault[];
}) {
  const { model, block, faults } = props;
  const { id, options } = block;
  const error = faultAt(faults, "options");
  return (
    <fieldset
      class="group options"
      id={inputId(id, "options")}
      tabIndex={-1}
      aria-describedby={error ? partId(id, "options-error") : undefined}
    >
      <legend>{w.options}</legend>
      {error && <FieldError id={partId(id, "options-error")} text={error} />}
      <ol>
        {options.map((option, place) => {
          const input = inputId(id, `option-${option.id}`);
          const fault = faultAt(faults, `option-${option.id}`);
          const what = say(w.optionWhat, { n: place + 1, label: optionWord(option.label) });
          return (
            <li key={option.id} class="field">
              <label class="unseen" for={input}>
                {say(w.option, { n: place + 1 })}
              </label>
              {fault && <FieldError id={`${input}-error`} text={fault} />}
              <div class="option-row">
                <input
                  id={input}
                  type="text"
                  autoComplete="off"
                  value={option.label}
                  aria-invalid={fault ? "true" : undefined}
                  aria-describedby={fault ? `${input}-error` : undefined}
                  onInput={(event) =>
                    model.edit(
                      setOption(model.state.draft, id, option.id, event.currentTarget.value),
                    )
                  }
                />
                <MoveButtons
                  prefix={partId(id, `${option.id}-`)}
                  what={what}
                  first={place === 0}
                  last={place === options.length - 1}
                  onMove={(by) => model.moveOption(id, option.id, by)}
                  onRemove={() => model.removeOption(id, option.id)}
                />
              </div>
            </li>
          );
        })}
      </ol>
      <button
        type="button"
        class="secondary"
        id={partId(id, "add-option")}
        onClick={() => model.addOption(id)}
      >
        {w.addOption}
      </button>
    </fieldset>
  );
}
