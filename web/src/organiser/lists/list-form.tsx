import type { ComponentChildren } from "preact";
import { say, words } from "../strings";
import { AreaField, FileField } from "../ui/field";
import { Fault, Notice } from "../ui/notice";
import { Progress } from "../ui/progress";
import type { NumberList } from "./number-list";

/** So many numbers are shown before they are sent. */
const SAMPLE = 4;

/** A text with forms of number, as `say` takes it. */
type Counted = { one: string; other: string };

interface Props<Answer> {
  id: string;
  list: NumberList<Answer>;
  label: string;
  help: string;
  /** What was understood, by its number. */
  found: Counted;
  /** What the button says once there is something to send. */
  act: Counted;
  onSend(): void;
  /** Further fields, between the list and the button. */
  children?: ComponentChildren;
}

/** A list that is pasted or chosen, what was understood of it, and how far it has been sent. */
export function ListForm<Answer>(props: Props<Answer>) {
  const { id, list, label, help, found, act, onSend, children } = props;
  const { text, fileName, listed, step, done, fault } = list.state;
  const { numbers, columns } = listed;
  const sending = step === "sending" || step === "waiting";
  return (
    <>
      <fieldset class="list-form" disabled={sending}>
        <legend class="unseen">{label}</legend>
        <AreaField
          id={id}
          label={label}
          help={help}
          rows={6}
          value={text}
          error={step === "stopped" ? null : fault}
          onText={(typed) => list.write(typed)}
        />
        <FileField
          id={`${id}-file`}
          label={words.lists.file}
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          {...(fileName ? { help: fileName } : {})}
          onFiles={([file]) => void list.choose(file)}
        />
        {text.trim() && (
          <p role="status" class="found-line">
            <strong>{say(found, { n: numbers.length })}</strong>{" "}
            {columns.length > 0 && say(words.lists.fromColumns, { columns: columns.join(", ") })}{" "}
            {numbers.length > 0 && (
              <span class="help">
                {say(words.lists.sample, { numbers: numbers.slice(0, SAMPLE).join(" · ") })}
              </span>
            )}
          </p>
        )}
        {children}
      </fieldset>
      {(sending || step === "stopped") && (
        <Progress label={words.lists.sending} done={done} total={numbers.length} />
      )}
      {step === "waiting" && (
        <div role="status">
          <Notice>
            <p>{words.lists.waiting}</p>
          </Notice>
        </div>
      )}
      <Fault text={step === "stopped" ? fault : null} />
      <div class="button-row">
        <button
          type="button"
          class={numbers.length ? "primary" : "secondary"}
          aria-disabled={step === "sending"}
          onClick={onSend}
        >
          {done > 0 || sending
            ? words.shared.goOn
            : numbers.length
              ? say(act, { n: numbers.length })
              : act.other.replace("{n} ", "")}
        </button>
      </div>
    </>
  );
}

/** What a sent list came to. */
export function Outcome(props: {
  lines: readonly string[];
  onAgain(): void;
  children?: ComponentChildren;
}) {
  return (
    <div class="list-outcome">
      <div class="notice promise" role="status">
        <ul class="notice-text plain-list">
          {props.lines.map((line, n) => (
            <li key={line}>{n === 0 ? <strong>{line}</strong> : line}</li>
          ))}
        </ul>
      </div>
      {props.children}
      <div class="button-row">
        <button type="button" class="secondary" onClick={props.onAgain}>
          {words.lists.another}
        </button>
      </div>
    </div>
  );
}
