import { pathOf } from "../route";
import { say, words } from "../strings";
import { TextField } from "../ui/field";
import { Go } from "../ui/go";
import { Fault, Notice, Waiting } from "../ui/notice";
import { ScriptBlock } from "./block";
import { lostSince } from "./draft";
import { inputId } from "./focus";
import type { ScriptModel } from "./model";
import { Preview } from "./preview";
import { Questions } from "./questions";
import { Versions } from "./versions";
import { faultText } from "./words";

const w = words.script;

/** Writes a bank's script: blocks on one side, the script as volunteers see it on the other. */
export function ScriptEditor({ model }: { model: ScriptModel }) {
  const { bank, found, loadFault } = model.state;
  if (!bank || !found) {
    return loadFault ? <Fault text={loadFault} again={() => void model.load()} /> : <Waiting />;
  }
  return (
    <>
      <div class="links">
        <Go on={model.on} to={pathOf("banks", model.id)}>
          {w.back}
        </Go>
        <button type="button" class="link to-preview" onClick={() => model.show("preview")}>
          {w.toPreview}
        </button>
      </div>
      <div class="script-layout">
        <div class="script-editor">
          <Warnings model={model} />
          <Blocks model={model} />
          <SaveBar model={model} />
        </div>
        <Preview model={model} bank={bank} />
      </div>
      <Versions model={model} />
      <Questions model={model} />
    </>
  );
}

/** What to know before anything is changed: changes from before, and answers that are there. */
function Warnings({ model }: { model: ScriptModel }) {
  const { found, draft, kept } = model.state;
  if (!found) return null;
  const { answers, script } = found;
  const lost = answers > 0 ? lostSince(script, draft) : [];
  return (
    <>
      {kept && (
        <Notice>
          <p>{w.kept}</p>
          <button type="button" class="secondary" onClick={() => model.discard()}>
            {w.discard}
          </button>
        </Notice>
      )}
      {answers > 0 && (
        <Notice>
          <p>
            <strong>{say(w.answers, { n: answers, version: script.version })}</strong>
          </p>
          <p>{w.answersWhy}</p>
          {lost.length > 0 && (
            <div>
              <p>
                <strong>{w.lost}</strong>
              </p>
              <ul class="lost">
                {lost.map(({ question, option }) => (
                  <li key={`${question} ${option}`}>
                    {option === null
                      ? say(w.lostQuestion, { label: question })
                      : say(w.lostOption, { label: option, question })}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </Notice>
      )}
    </>
  );
}

function Blocks({ model }: { model: ScriptModel }) {
  const { draft, tried, refused } = model.state;
  const faults = tried ? model.faults() : [];
  const whole = faults.filter((fault) => fault.block === null);
  const title = whole.find(({ word }) => word.startsWith("title"));
  const rest = whole.filter((fault) => fault !== title);
  const general = refused.filter(({ block }) => block === null);
  return (
    <>
      <div class="card">
        <TextField
          id={inputId(null, "title")}
          label={w.name}
          help={w.nameHelp}
          value={draft.title}
          error={title ? faultText(title) : null}
          onText={(text) => model.edit({ ...draft, title: text })}
        />
      </div>
      <h2 class="blocks-title" id="script-refused" tabIndex={-1}>
        {w.blocks}
      </h2>
      <Fault text={rest.map(faultText).join(" ") || null} />
      <Fault text={general.map(({ text }) => text).join(" ") || null} />
      <ol class="blocks">
        {draft.blocks.map((block, place) => (
          <li key={block.id} class="card block">
            <ScriptBlock
              model={model}
              block={block}
              place={place}
              faults={faults.filter((fault) => fault.block === block.id)}
            />
          </li>
        ))}
      </ol>
      <div class="button-row">
        <button
          type="button"
          class="secondary"
          id="add-text"
          onClick={() => model.add("text", draft.blocks.length)}
        >
          {w.addText}
        </button>
        <button
          type="button"
          class="secondary"
          onClick={() => model.add("question", draft.blocks.length)}
        >
          {w.addQuestion}
        </button>
      </div>
    </>
  );
}

function SaveBar({ model }: { model: ScriptModel }) {
  const { found, saving, saveFault, tried, past, conflict } = model.state;
  const dirty = model.dirty();
  const version = found?.script.version ?? 0;
  const wrong = tried ? model.faults().length : 0;
  if (!dirty && past.length === 0) return null;
  return (
    <>
      <Fault text={conflict ? null : saveFault} />
      <div class="act-bar">
        {dirty && (
          <button
            type="button"
            class="primary"
            aria-disabled={saving}
            onClick={() => void model.save()}
          >
            {saving ? w.saving : say(w.save, { n: version + 1 })}
          </button>
        )}
        <p class="help" role="status">
          {wrong > 0
            ? say(w.problems, { n: wrong })
            : dirty
              ? w.unsaved
              : say(w.unchanged, { n: version })}
        </p>
        {past.length > 0 && (
          <button type="button" class="secondary" onClick={() => model.undo()}>
            {w.undo}
          </button>
        )}
        {dirty && (
          <button type="button" class="secondary" onClick={() => model.discard()}>
            {words.banks.discard}
          </button>
        )}
      </div>
    </>
  );
}
