import type { ComponentChildren } from "preact";
import type { FormFault } from "../store/state";
import { Icon } from "./icon";

export function FieldError(props: { id: string; text: string }) {
  return (
    <p class="field-error" id={props.id}>
      <Icon name="alert" />
      <span>{props.text}</span>
    </p>
  );
}

interface FieldProps {
  id: string;
  label: string;
  type: "text" | "email" | "tel";
  autoComplete: "email" | "name" | "one-time-code" | "off";
  inputMode?: "numeric" | "tel";
  defaultValue?: string;
  class?: string;
  help?: string;
  /** Shown when it is about this field; the controller puts the focus there. */
  fault: FormFault | null;
}

/** A labelled field of a form, which reads it when it is sent. An error is tied to the field. */
export function Field({ id, label, help, fault, type, ...input }: FieldProps) {
  const error = fault?.field === id ? fault.text : null;
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
      <input
        {...input}
        // The types of JSX want to know which of the two it is.
        type={type as "text"}
        id={id}
        name={id}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
      />
    </div>
  );
}

/** The fields of a form that is being sent, trimmed, by name; boxes that are not ticked are missing. */
export function fieldsOf(event: Event): Record<string, string> {
  event.preventDefault();
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(event.target as HTMLFormElement)) {
    fields[name] = String(value).trim();
  }
  return fields;
}

/** A group of choices under one legend. `field` names it, so that its error can be tied to it. */
export function Group(props: {
  legend: ComponentChildren;
  field?: string;
  help?: string;
  error?: string | null;
  children: ComponentChildren;
}) {
  const described = props.error ? `${props.field}-error` : undefined;
  return (
    <fieldset class="group" data-fault={props.error ? "" : undefined} aria-describedby={described}>
      <legend>{props.legend}</legend>
      {props.help && <p class="help">{props.help}</p>}
      {props.error && <FieldError id={`${props.field}-error`} text={props.error} />}
      {props.children}
    </fieldset>
  );
}

/** A radio or checkbox that looks like a button. `hint` is a key or a mark beside the label. */
export function Choice(props: {
  type: "radio" | "checkbox";
  name: string;
  label: string;
  checked: boolean;
  hint?: ComponentChildren;
  shortcut?: string;
  onPick(checked: boolean): void;
}) {
  return (
    <label class="choice">
      <input
        type={props.type}
        name={props.name}
        checked={props.checked}
        aria-keyshortcuts={props.shortcut}
        onChange={(event) => props.onPick(event.currentTarget.checked)}
      />
      <span class="choice-label">{props.label}</span>
      {props.hint}
    </label>
  );
}

/** A key's name, shown only where there is a keyboard. */
export function Key(props: { name: string }) {
  return (
    <span aria-hidden="true" class="key">
      {props.name}
    </span>
  );
}
