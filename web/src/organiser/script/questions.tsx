import { Dialog } from "../../more/dialog";
import { say, words } from "../strings";
import { Leaving } from "../ui/leaving";
import { Fault, Waiting } from "../ui/notice";
import type { ScriptModel } from "./model";
import { ReadScript } from "./read";

const w = words.script;

/** What is in front of the editor: a version to look at, or a question before something is lost. */
export function Questions({ model }: { model: ScriptModel }) {
  const { leaving, conflict, looking } = model.state;
  if (leaving) {
    return <Leaving onLeave={() => model.leave()} onStay={() => model.set({ leaving: null })} />;
  }
  if (conflict) return <Conflict model={model} />;
  return looking && <Look model={model} />;
}

/** Two organisers have changed the same version: nobody's words go without a decision. */
function Conflict({ model }: { model: ScriptModel }) {
  const { conflict, saving, saveFault } = model.state;
  if (!conflict) return null;
  const { version } = conflict.script;
  const name = conflict.versions.find((one) => one.version === version)?.by?.name ?? w.someone;
  return (
    <Dialog heading={w.changedTitle} onClose={() => model.set({ conflict: null })}>
      <p>{say(w.changedText, { name, n: version })}</p>
      <Fault text={saveFault} />
      <div class="actions">
        <button
          type="button"
          class="primary"
          aria-disabled={saving}
          onClick={() => model.saveOver()}
        >
          {w.saveOver}
        </button>
        <button type="button" class="secondary" onClick={() => model.loadTheirs()}>
          {w.loadTheirs}
        </button>
        <button type="button" class="secondary" onClick={() => model.set({ conflict: null })}>
          {w.keepEditing}
        </button>
      </div>
    </Dialog>
  );
}

function Look({ model }: { model: ScriptModel }) {
  const { looking, found } = model.state;
  if (!looking) return null;
  const { version, script, fault } = looking;
  const heading = script
    ? say(w.looking, { n: version, title: script.title })
    : say(w.versionN, { n: version });
  return (
    <Dialog heading={heading} onClose={() => model.set({ looking: null })}>
      <Fault text={fault} />
      {!script && !fault && <Waiting />}
      {script && <ReadScript script={script} />}
      <div class="actions row">
        {script && version !== found?.script.version && (
          <button type="button" class="primary" onClick={() => model.editFrom()}>
            {w.use}
          </button>
        )}
        <button type="button" class="secondary" onClick={() => model.set({ looking: null })}>
          {words.shared.close}
        </button>
      </div>
    </Dialog>
  );
}
