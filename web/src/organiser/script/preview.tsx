import { clock } from "../../api/client";
import type { Bank } from "../../api/types";
import { mergeFields } from "../../call/merge";
import { askFor, numberOf } from "../../call/people";
import { visibleBlocks } from "../../call/script";
import { makeHouseholds } from "../../practice/households";
import { ScriptBlocks } from "../../views/script";
import { words } from "../strings";
import type { ScriptModel } from "./model";

const w = words.script;

/** The script as a volunteer has it on a call, with the call screen's own parts and an invented person. */
export function Preview({ model, bank }: { model: ScriptModel; bank: Bank }) {
  const { draft, answers } = model.state;
  const { campaign, caller } = model.on.page.store.state;
  const script = { id: "preview", version: 0, ...draft };
  const [claim] = makeHouseholds(bank, script, clock.now());
  const person = claim && askFor(claim);
  if (!claim || !person) return null;
  const fields = mergeFields(claim, person, {
    caller: caller?.name ?? "",
    party: campaign?.party ?? "",
    campaign: campaign?.name ?? "",
    returnNumber: bank.return_number_display,
  });
  return (
    <section class="preview" aria-labelledby="preview">
      <div class="preview-head">
        <h2 id="preview" tabIndex={-1}>
          {w.preview}
        </h2>
        <button type="button" class="link to-editor" onClick={() => model.show("script-refused")}>
          {w.toEditor}
        </button>
      </div>
      <p class="help">{w.previewOf}</p>
      <div class="card script preview-card">
        <div class="preview-person">
          <h3>{person.name}</h3>
          <p class="help">
            {claim.household.town} · <span class="digits">{numberOf(claim, null)?.display}</span>
          </p>
        </div>
        <ScriptBlocks
          blocks={visibleBlocks(script, answers)}
          fields={fields}
          prefix="preview"
          answer={(question) => answers[question]}
          onAnswer={(question, answer) => model.answer(question, answer)}
        />
        {Object.keys(answers).length > 0 && (
          <button type="button" class="secondary" onClick={() => model.set({ answers: {} })}>
            {w.clear}
          </button>
        )}
      </div>
    </section>
  );
}
