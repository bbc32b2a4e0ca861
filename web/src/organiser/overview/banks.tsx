import { clock } from "../../api/client";
import { pathOf } from "../route";
import { say, words } from "../strings";
import { Go } from "../ui/go";
import { Fault } from "../ui/notice";
import { estimateWord } from "./estimate";
import type { OverviewModel } from "./model";
import type { BankNow } from "./types";

const w = words.overview;

/** Each bank: how far it is, when it is done, and the switch that opens or pauses it. */
export function BanksNow({ model, banks }: { model: OverviewModel; banks: readonly BankNow[] }) {
  return (
    <section class="card">
      <h2>{w.banks}</h2>
      <Fault text={model.state.changeFault} />
      <ul class="bank-rows">
        {banks.map((bank) => (
          <BankRow key={bank.id} model={model} bank={bank} />
        ))}
      </ul>
    </section>
  );
}

function stateWord(bank: BankNow): string {
  if (bank.status !== "open") return w.status[bank.status];
  return bank.open_now ? w.status.open : w.status.outside;
}

function BankRow({ model, bank }: { model: OverviewModel; bank: BankNow }) {
  const act = bank.status === "open" ? "pause" : "open";
  const word = say(w.reachedOf, { reached: bank.reached, people: bank.people });
  const label = `bank-now-${bank.id}`;
  const estimate = estimateWord(bank, clock.now());
  return (
    <li class="bank-row">
      <div class="bank-what">
        <h3 id={label}>
          <Go on={model.on} to={pathOf("banks", bank.id)}>
            {bank.name}
          </Go>{" "}
          <span class={`tag ${bank.status}`}>{stateWord(bank)}</span>
        </h3>
        <progress
          value={bank.reached}
          max={Math.max(1, bank.people)}
          aria-label={`${bank.name}: ${word}`}
        />
        <p class="help">
          {word} · {say(w.callsToday, { n: bank.today.calls })}
          {estimate && ` · ${estimate}`}
        </p>
      </div>
      <button
        type="button"
        class="secondary"
        aria-describedby={label}
        aria-disabled={model.state.changing === bank.id}
        onClick={() => void model.setBank(bank, act)}
      >
        {w[act]}
      </button>
    </li>
  );
}
