import { Choice, FieldError } from "../../ui/field";
import { count, say, words } from "../strings";
import type { FormModel } from "./form-model";
import { type RuleDraft, setValue, type TargetDraft } from "./target";
import type { Field, FieldValue } from "./types";

/** With more values than this, there is a field to find one. */
const MANY = 8;

interface Props {
  model: FormModel;
  target: TargetDraft;
  rule: RuleDraft;
  field: Field;
  fault: string | null;
}

/** The values of a rule as boxes to tick, with how many people have each. */
export function Values({ model, target, rule, field, fault }: Props) {
  const { key, values: chosen } = rule;
  const id = `rule-${key}-values`;
  const search = model.state.searches[key] ?? "";
  const listed = withChosen(field.values, chosen);
  const found = matching(listed, search);
  const searches = listed.length > MANY || field.more;
  const typed = search.trim();
  const usable = field.more && typed && !listed.some((one) => one.value === typed);
  const pick = (value: string, on: boolean) => model.editTarget(setValue(target, key, value, on));
  return (
    <fieldset class="group values" aria-describedby={fault ? `${id}-error` : undefined}>
      <legend>{words.target.values}</legend>
      {fault && <FieldError id={`${id}-error`} text={fault} />}
      {searches && (
        <div class="field find">
          <label for={`${id}-find`}>
            {field.more ? words.target.findOther : words.target.find}
          </label>
          <input
            id={`${id}-find`}
            type="search"
            autoComplete="off"
            value={search}
            onInput={(event) => model.search(key, event.currentTarget.value)}
          />
        </div>
      )}
      {usable && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            pick(typed, true);
            model.search(key, "");
          }}
        >
          {say(words.target.use, { value: typed })}
        </button>
      )}
      <div class="choices value-list" id={id} tabIndex={-1}>
        {found.map((one) => (
          <Choice
            key={one.value}
            type="checkbox"
            name={id}
            label={one.label}
            checked={chosen.includes(one.value)}
            hint={one.people > 0 && <span class="people">{count(one.people)}</span>}
            onPick={(on) => pick(one.value, on)}
          />
        ))}
        {found.length === 0 && (
          <p class="help">{search ? words.target.noneFound : words.target.noValues}</p>
        )}
      </div>
      {chosen.length > 0 && listed.length > MANY && (
        <p class="help">{say(words.target.chosen, { n: chosen.length })}</p>
      )}
    </fieldset>
  );
}

/** The listed values, and chosen ones that are not listed. */
function withChosen(values: readonly FieldValue[], chosen: readonly string[]): FieldValue[] {
  const other = chosen.filter((value) => !values.some((one) => one.value === value));
  return [...other.map((value) => ({ value, label: value, people: 0 })), ...values];
}

/** Those whose label holds what was typed. */
export function matching(values: readonly FieldValue[], search: string): FieldValue[] {
  const wanted = search.trim().toLocaleLowerCase("en-GB");
  return values.filter((one) => one.label.toLocaleLowerCase("en-GB").includes(wanted));
}
