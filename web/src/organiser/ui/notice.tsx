import type { ComponentChildren } from "preact";
import { Icon } from "../../ui/icon";
import { words } from "../strings";

/** Something that needs to be seen. `bad`: it went wrong. */
export function Notice(props: { bad?: boolean; children: ComponentChildren }) {
  return (
    <div class={props.bad ? "notice bad" : "notice"}>
      <Icon name="alert" />
      <div class="notice-text">{props.children}</div>
    </div>
  );
}

/** What failed, said at once to screen readers; `again` tries it once more. */
export function Fault(props: { text: string | null; again?: () => void }) {
  return (
    <div role="alert">
      {props.text && (
        <Notice bad>
          <p>{props.text}</p>
          {props.again && (
            <button type="button" class="secondary" onClick={props.again}>
              {words.shared.tryAgain}
            </button>
          )}
        </Notice>
      )}
    </div>
  );
}

/** Meanwhile: what the screen needs was asked for. */
export function Waiting() {
  return (
    <div class="waiting-line">
      <p>{words.shared.loading}</p>
      <div class="pulse" aria-hidden="true" />
    </div>
  );
}

/** There is nothing yet, and what to do about it. */
export function Empty(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="card empty">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
