import type { Claim, Flag } from "../api/types";
import type { Draft } from "../call/draft";
import type { Controller } from "../store/controller";
import { t } from "../strings";
import { Choice, Group } from "../ui/field";
import { OthersHere } from "./others";

/** The API's limit of a note, in characters. */
export const LONGEST_NOTE = 500;

interface Props {
  claim: Claim;
  draft: Draft;
  on: Controller;
}

/** What may be said beside the answers: about other people at the address, and in a note. */
export function Beside(props: Props) {
  return (
    <>
      <OthersHere {...props} />
      <Note {...props} />
    </>
  );
}

const READERS = ["caller", "please_look", "question"] as const;

function Note({ draft, on }: Props) {
  return (
    <>
      <div class="field">
        <label for="note">{t.call.note}</label>
        <p class="help" id="note-help">
          {t.call.noteHelp}
        </p>
        <textarea
          id="note"
          rows={2}
          maxLength={LONGEST_NOTE}
          aria-describedby="note-help"
          value={draft.note}
          onInput={(event) => on.note(event.currentTarget.value)}
        />
      </div>
      {(draft.note.trim() || draft.flag) && (
        <Group legend={t.call.flag}>
          <div class="choices">
            {READERS.map((one) => (
              <Choice
                key={one}
                type="radio"
                name="flag"
                label={t.call.flags[one]}
                checked={one === (draft.flag ?? "caller")}
                onPick={() => on.flag(one === "caller" ? undefined : (one satisfies Flag))}
              />
            ))}
          </div>
        </Group>
      )}
    </>
  );
}
