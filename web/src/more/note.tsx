import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { FieldError } from "../ui/field";
import { Icon } from "../ui/icon";
import { EMPTY_NOTE, newNote, sendNote, writeNote } from "./wrap-up-actions";

const LONGEST = 1_000;

/** A note to the organiser: what went well, what is wrong with the script, who asks for help. */
export function Note({ state, on }: { state: State; on: Controller }) {
  const note = state.more.note ?? EMPTY_NOTE;
  return (
    <section class="note-form" aria-labelledby="note-title">
      <h2 id="note-title">{t.note.title}</h2>
      <p role="status" class={note.state === "sent" ? "saved" : "saved empty"}>
        {note.state === "sent" && (
          <>
            <Icon name="check" />
            {t.note.sent}
          </>
        )}
      </p>
      {note.state === "sent" ? (
        <button type="button" class="link" onClick={() => newNote(on)}>
          {t.note.another}
        </button>
      ) : (
        <div class="field">
          <label for="organiser-note">{t.note.label}</label>
          <p class="help" id="organiser-note-help">
            {t.note.help}
          </p>
          {note.fault && <FieldError id="organiser-note-error" text={note.fault} />}
          <textarea
            id="organiser-note"
            rows={3}
            maxLength={LONGEST}
            value={note.text}
            aria-invalid={note.fault ? "true" : undefined}
            aria-describedby={`organiser-note-help${note.fault ? " organiser-note-error" : ""}`}
            onInput={(event) => writeNote(on, event.currentTarget.value)}
          />
          <button
            type="button"
            class="secondary"
            aria-disabled={note.state === "sending"}
            onClick={() => void sendNote(on)}
          >
            {t.note.send}
          </button>
        </div>
      )}
    </section>
  );
}
