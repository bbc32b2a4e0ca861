import type { Block } from "../../api/types";
import { Choice, FieldError } from "../../ui/field";
import { say, words } from "../strings";
import { earlierQuestions, isQuestion, setShowIf } from "./draft";
import { inputId, partId } from "./focus";
import type { ScriptModel } from "./model";
import { optionWord, questionWord } from "./words";

const w = words.script;

/** Whether a block is always there, or only after certain answers to an earlier question. */
export function ShowIf(props: { model: ScriptModel; block: Block; error: string | null }) {
  const { model, block, error } = props;
  const { draft } = model.state;
  const { id, show_if: rule } = block;
  const earlier = earlierQuestions(draft, id);
  if (earlier.length === 0 && !rule) return null;
  const asked = draft.blocks.find((one) => one.id === rule?.question);
  // What it hangs on stays in the list although it comes later by now.
  const offered =
    asked && isQuestion(asked) && !earlier.includes(asked) ? [...earlier, asked] : earlier;
  const placeOf = (question: string) => draft.blocks.findIndex((one) => one.id === question);
  const select = inputId(id, "show");
  const errorId = partId(id, "show-error");
  const set = (question: string, anyOf: string[]) =>
    model.build(setShowIf(draft, id, question ? { question, any_of: anyOf } : null));
  function tick(option: string, on: boolean): void {
    if (!rule || !isQuestion(asked)) return;
    const ids = asked.options.map((one) => one.id);
    const any = ids.filter((one) => (one === option ? on : rule.any_of.includes(one)));
    set(rule.question, any);
  }
  return (
    <div class="show-if">
      <div class="field">
        <label for={select}>{w.shown}</label>
        {error && <FieldError id={errorId} text={error} />}
        <select
          id={select}
          value={rule?.question ?? ""}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? errorId : undefined}
          onChange={(event) => set(event.currentTarget.value, [])}
        >
          <option value="">{w.always}</option>
          {offered.map((question) => (
            <option key={question.id} value={question.id}>
              {say(w.after, { question: questionWord(question, placeOf(question.id)) })}
            </option>
          ))}
        </select>
      </div>
      {rule && isQuestion(asked) && (
        <fieldset class="group" aria-describedby={error ? errorId : undefined}>
          <legend>{w.anyOf}</legend>
          <div class="choices">
            {asked.options.map((option) => (
              <Choice
                key={option.id}
                type="checkbox"
                name={partId(id, "any")}
                label={optionWord(option.label)}
                checked={rule.any_of.includes(option.id)}
                onPick={(on) => tick(option.id, on)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}
