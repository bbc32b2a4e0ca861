import { pathOf } from "../route";
import { count, words } from "../strings";
import { Go } from "../ui/go";
import { Empty, Fault, Waiting } from "../ui/notice";
import type { BankList } from "./list-model";
import { Ask, Reached, Status, Turns, Work } from "./standing";
import type { ManagedBank } from "./types";

const ORDER = ["open", "paused", "closed"];

/** Every phone bank as a card: those that are open first. */
export function Banks({ model }: { model: BankList }) {
  const { banks, fault, asking, turning, turnFault } = model.state;
  if (!banks) {
    return fault ? <Fault text={fault} again={() => void model.load()} /> : <Waiting />;
  }
  const sorted = [...banks].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const make = (
    <Go on={model.on} to={pathOf("banks", "new")} class="button">
      {words.banks.make}
    </Go>
  );
  if (banks.length === 0) {
    return (
      <Empty title={words.banks.none}>
        <p>{words.banks.noneWhy}</p>
        {make}
      </Empty>
    );
  }
  return (
    <>
      <div class="button-row">{make}</div>
      <Fault text={fault} again={() => void model.load()} />
      <ul class="managed-banks">
        {sorted.map((bank) => (
          <Card key={bank.id} bank={bank} model={model} />
        ))}
      </ul>
      {asking && (
        <Ask
          name={asking.bank.name}
          asking={asking.turn}
          busy={turning}
          fault={turnFault}
          onConfirm={() => void model.confirm()}
          onCancel={() => model.cancel()}
        />
      )}
    </>
  );
}

function Card({ bank, model }: { bank: ManagedBank; model: BankList }) {
  const { id, name, purpose, kind, status, progress, households, priority } = bank;
  const heading = `bank-${id}`;
  const facts: [label: string, value: number][] = [
    [words.banks.households, households],
    [words.banks.calls, progress.calls],
    [words.banks.conversations, progress.conversations],
    [words.banks.priority, priority],
  ];
  return (
    <li class="card managed-bank">
      <div class="managed-head">
        <h2 id={heading}>
          <Go on={model.on} to={pathOf("banks", id)}>
            {name}
          </Go>
        </h2>
        <span class={`tag status-${status}`}>{words.banks.status[status]}</span>
        <span class="help">{words.bankForm.kinds[kind]}</span>
      </div>
      {purpose && <p>{purpose}</p>}
      <Status bank={bank} />
      <Reached bank={bank} />
      <dl class="bank-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      <Work job={model.state.jobs[id]} onStart={() => void model.startAgain(id)} />
      <div class="button-row managed-acts">
        <Go on={model.on} to={pathOf("banks", id)} class="button plain">
          {words.banks.look}
        </Go>
        <Go on={model.on} to={pathOf("banks", id, "script")} class="button plain">
          {words.banks.script}
        </Go>
        <Turns bank={bank} heading={heading} onAsk={(turn) => model.askTo(bank, turn)} />
      </div>
    </li>
  );
}
