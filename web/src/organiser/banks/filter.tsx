import { FieldError } from "../../ui/field";
import { say, words } from "../strings";
import { TextField } from "../ui/field";
import type { FormModel } from "./form-model";
import {
  comparisonsOf,
  fromList,
  keyOf,
  lacks,
  offered,
  type RuleDraft,
  setComparison,
  setField,
  setText,
  type TargetDraft,
} from "./target";
import type { Comparison, Field, FieldKind } from "./types";
import { Values } from "./values";

interface Props {
  model: FormModel;
  target: TargetDraft;
  /** Saving was tried: what a rule lacks is shown. */
  tried: boolean;
}

/** The rules by which people are chosen. */
export function Filter({ model, target, tried }: Props) {
  const fields = offered(model.state.fields?.fields ?? [], target);
  const { rules, match } = target;
  return (
    <div class="filter">
      {rules.length === 0 ? (
        <p class="help">{words.target.everybody}</p>
      ) : (
        <div class="field inline">
          <label for="target-match">{words.target.match}</label>
          <select
            id="target-match"
            value={match}
            onChange={(event) =>
              model.editTarget({ ...target, match: event.currentTarget.value as typeof match })
            }
          >
            <option value="all">{words.target.all}</option>
            <option value="any">{words.target.any}</option>
          </select>
        </div>
      )}
      <ol class="rules">
        {rules.map((rule, index) => (
          <li key={rule.key}>
            <Rule
              model={model}
              target={target}
              rule={rule}
              place={index + 1}
              fields={fields}
              tried={tried}
            />
          </li>
        ))}
      </ol>
      <button type="button" class="secondary add" id="rule-add" onClick={() => model.addRule()}>
        {words.target.add}
      </button>
    </div>
  );
}

interface RuleProps extends Props {
  rule: RuleDraft;
  place: number;
  fields: Map<string, Field>;
}

function Rule({ model, target, rule, place, fields, tried }: RuleProps) {
  const { key } = rule;
  const lacking = lacks(rule);
  const fault = tried && lacking ? words.target.lacks[lacking] : null;
  const known = fields.get(rule.field);
  return (
    <fieldset class="rule">
      <legend>{say(words.target.rule, { n: place })}</legend>
      <div class="rule-head">
        <div class="field">
          <label for={`rule-${key}-field`}>{words.target.field}</label>
          {lacking === "field" && fault && (
            <FieldError id={`rule-${key}-field-error`} text={fault} />
          )}
          <FieldSelect
            id={`rule-${key}-field`}
            value={rule.field}
            fields={fields}
            invalid={lacking === "field" && fault !== null}
            listed={new Set((model.state.fields?.fields ?? []).map(keyOf))}
            onPick={(field) => model.editTarget(setField(target, key, field))}
          />
        </div>
        {rule.field && (
          <div class="field">
            <label for={`rule-${key}-is`}>{words.target.comparison}</label>
            <select
              id={`rule-${key}-is`}
              value={rule.is}
              onChange={(event) =>
                model.editTarget(
                  setComparison(target, key, event.currentTarget.value as Comparison),
                )
              }
            >
              {comparisonsOf(rule.field).map((one) => (
                <option key={one} value={one}>
                  {words.target.is[one]}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {known && fromList(rule.is) && (
        <Values
          model={model}
          target={target}
          rule={rule}
          field={known}
          fault={lacking === "values" ? fault : null}
        />
      )}
      {rule.is === "contains" && (
        <TextField
          id={`rule-${key}-text`}
          label={words.target.text}
          help={words.target.textHelp}
          value={rule.text}
          error={lacking === "text" ? fault : null}
          onText={(text) => model.editTarget(setText(target, key, text))}
        />
      )}
      <button
        type="button"
        class="quiet remove"
        aria-label={say(words.target.removeRule, { n: place })}
        onClick={() => {
          model.removeRule(key);
          model.on.say(words.target.removed);
        }}
      >
        {words.target.remove}
      </button>
    </fieldset>
  );
}

const GROUPS: readonly FieldKind[] = ["column", "tag", "answer", "outcome", "import"];

/** What can be looked at, in groups. */
function FieldSelect(props: {
  id: string;
  value: string;
  fields: Map<string, Field>;
  listed: Set<string>;
  invalid: boolean;
  onPick(field: string): void;
}) {
  const { id, value, fields, listed, invalid, onPick } = props;
  const all = [...fields];
  const label = (key: string, field: Field) =>
    listed.has(key) ? nameOf(field) : say(words.target.unlisted, { label: field.label });
  return (
    <select
      id={id}
      value={value}
      aria-invalid={invalid ? "true" : undefined}
      aria-describedby={invalid ? `${id}-error` : undefined}
      onChange={(event) => onPick(event.currentTarget.value)}
    >
      <option value="">{words.target.choose}</option>
      {GROUPS.map((group) => {
        const inside = all.filter(([, field]) => field.field === group);
        if (inside.length === 0) return null;
        return (
          <optgroup key={group} label={words.target.groups[group]}>
            {inside.map(([key, field]) => (
              <option key={key} value={key}>
                {label(key, field)}
              </option>
            ))}
          </optgroup>
        );
      })}
    </select>
  );
}

/** Two banks may ask the same question. */
const nameOf = ({ field, bank_name, label }: Field) =>
  field === "answer" && bank_name ? say(words.target.ofBank, { bank: bank_name, label }) : label;
