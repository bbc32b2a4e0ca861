import { pathOf } from "../route";
import { count, say, words } from "../strings";
import { Confirm } from "../ui/confirm";
import { Go } from "../ui/go";
import { Leaving } from "../ui/leaving";
import { Fault, Waiting } from "../ui/notice";
import type { OneBank as OneBankModel } from "./one-model";
import { About, Extras, Rules, When, Who } from "./parts";
import { Ask, Reached, Status, Turns, Work } from "./standing";
import type { ManagedBank } from "./types";

const w = words.banks;

/** One phone bank: how it stands, and everything that can be changed of it. */
export function OneBank({ model }: { model: OneBankModel }) {
  const { bank, form, loadFault } = model.state;
  if (!bank || !form) {
    return loadFault ? <Fault text={loadFault} again={() => void model.load()} /> : <Waiting />;
  }
  const part = { model, form };
  return (
    <>
      <div class="links">
        <Go on={model.on} to={pathOf("banks")}>
          {w.back}
        </Go>
      </div>
      <Standing model={model} bank={bank} />
      <About {...part} />
      <Who {...part} />
      <When {...part} />
      <Rules {...part} />
      <Extras {...part} />
      <Saving model={model} />
      <Asking model={model} bank={bank} />
      {model.state.leaving && <Leaving onLeave={() => model.leave()} onStay={() => model.stay()} />}
    </>
  );
}

function Standing({ model, bank }: { model: OneBankModel; bank: ManagedBank }) {
  const { progress, households } = bank;
  const facts: [label: string, value: number][] = [
    [w.households, households],
    [w.calls, progress.calls],
    [w.conversations, progress.conversations],
  ];
  return (
    <section class="card managed-bank" aria-labelledby="bank-standing">
      <div class="managed-head">
        <h2 id="bank-standing">{standingWord(bank)}</h2>
        <span class={`tag status-${bank.status}`}>{w.status[bank.status]}</span>
        <span class="help">{words.bankForm.kinds[bank.kind]}</span>
      </div>
      {bank.status !== "open" && <p>{notOpenWord(bank)}</p>}
      {bank.status === "open" && <Status bank={bank} />}
      <Reached bank={bank} />
      <dl class="bank-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      <Work job={model.state.work} onStart={() => void model.startAgain()} />
      <Joined model={model} />
      {!model.state.asking && <Fault text={model.state.turnFault} />}
      <div class="button-row managed-acts">
        <Turns bank={bank} heading="bank-standing" onAsk={(turn) => model.askTo(turn)} />
        <Go on={model.on} to={pathOf("banks", bank.id, "script")} class="button plain">
          {w.script}
        </Go>
        {bank.target && bank.status !== "closed" && (
          <button
            type="button"
            class="secondary"
            aria-haspopup="dialog"
            onClick={() => model.askTo("refresh")}
          >
            {w.refresh}
          </button>
        )}
      </div>
    </section>
  );
}

function standingWord({ status, progress }: ManagedBank): string {
  if (status === "open") return w.standing;
  if (status === "closed") return w.closedTitle;
  return progress.calls ? w.pausedTitle : w.madeTitle;
}

function notOpenWord({ status, progress }: ManagedBank): string {
  if (status === "closed") return w.closedNote;
  return progress.calls ? w.pausedNote : w.madeWhy;
}

/** What the work that has just ended came to. */
function Joined({ model }: { model: OneBankModel }) {
  const { work } = model.state;
  const result = work?.state === "done" ? work.result : {};
  const { people, households } = result;
  const there = typeof people === "number" && typeof households === "number";
  return (
    <p class="joined" role="status">
      {there &&
        say(w.arranged, {
          people: say(w.peopleOf, { n: people }),
          households: say(w.householdsOf, { n: households }),
        })}
    </p>
  );
}

/** What is asked about before it is done. */
function Asking({ model, bank }: { model: OneBankModel; bank: ManagedBank }) {
  const { asking, turning, turnFault } = model.state;
  if (!asking) return null;
  const answers = {
    onConfirm: () => void model.confirm(),
    onCancel: () => model.askTo(null),
  };
  if (asking !== "save") {
    return <Ask name={bank.name} asking={asking} busy={turning} fault={turnFault} {...answers} />;
  }
  return (
    <Confirm heading={w.follows} act={w.save} {...answers}>
      <ul class="following">
        {model.follows().map((one) => (
          <li key={one}>{w.following[one]}</li>
        ))}
      </ul>
    </Confirm>
  );
}

/** What is not saved, and saving it. */
function Saving({ model }: { model: OneBankModel }) {
  const { saving, saveFault } = model.state;
  if (!model.dirty()) return null;
  return (
    <>
      <Fault text={saveFault} />
      <div class="act-bar">
        <button
          type="button"
          class="primary"
          aria-disabled={saving}
          onClick={() => void model.save()}
        >
          {saving ? w.saving : w.save}
        </button>
        <p class="help">{w.unsaved}</p>
        <button type="button" class="secondary" onClick={() => model.discard()}>
          {w.discard}
        </button>
      </div>
    </>
  );
}
