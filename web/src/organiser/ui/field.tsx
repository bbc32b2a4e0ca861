import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { FieldError } from "../../ui/field";

interface Frame {
  id: string;
  label: ComponentChildren;
  help?: ComponentChildren;
  error?: string | null;
}

/** The ids of what describes a field, for its aria-describedby. */
const describedBy = ({ id, help, error }: Frame) =>
  [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

function Around(props: Frame & { children: ComponentChildren }) {
  const { id, label, help, error, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
      {children}
    </div>
  );
}

type Input = Frame & {
  value: string;
  onText(value: string): void;
  type?: "text" | "email" | "tel" | "number" | "date" | "time" | "color" | "search";
} & Pick<
    InputHTMLAttributes,
    "min" | "max" | "step" | "maxLength" | "inputMode" | "autoComplete" | "placeholder" | "class"
  >;

/** A line of text whose value the model keeps. The error is tied to it. */
export function TextField({ label, help, error, onText, type = "text", ...input }: Input) {
  const frame = { id: input.id, label, help, error: error ?? null };
  return (
    <Around {...frame}>
      <input
        {...input}
        // The types of JSX want to know which of them it is.
        type={type as "text"}
        autoComplete={input.autoComplete ?? "off"}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy(frame)}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </Around>
  );
}

/** Several lines of text whose value the model keeps. */
export function AreaField(
  props: Frame & { value: string; rows?: number; onText(value: string): void },
) {
  const { id, value, rows = 4, error, onText } = props;
  return (
    <Around {...props}>
      <textarea
        id={id}
        rows={rows}
        value={value}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy(props)}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </Around>
  );
}

/** A drop-down whose value the model keeps. */
export function SelectField(
  props: Frame & {
    value: string;
    options: readonly { value: string; label: string }[];
    onPick(value: string): void;
  },
) {
  const { id, value, options, error, onPick } = props;
  return (
    <Around {...props}>
      <select
        id={id}
        value={value}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy(props)}
        onChange={(event) => onPick(event.currentTarget.value)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

interface FileProps extends Frame {
  accept?: string;
  multiple?: boolean;
  onFiles(files: File[]): void;
}

/** Chooses files on this device. The same one may be chosen again, so the field empties itself. */
export function FileField({ accept, multiple, onFiles, ...frame }: FileProps) {
  return (
    <Around {...frame}>
      <input
        type="file"
        id={frame.id}
        accept={accept}
        multiple={multiple}
        aria-invalid={frame.error ? "true" : undefined}
        aria-describedby={describedBy(frame)}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length) onFiles(files);
        }}
      />
    </Around>
  );
}
