import { clock } from "../api/client";
import type { Bank } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";

/** When a bank can be rung for, in words. */
export function hoursWord(bank: Bank): string {
  if (bank.status !== "open") return t.banks[bank.status];
  if (bank.open_now) {
    return bank.closes_at
      ? say(t.banks.openUntil, { time: dates.time(new Date(bank.closes_at)) })
      : t.banks.openNow;
  }
  return bank.opens_at
    ? say(t.banks.opens, { when: dates.dayAndTime(new Date(bank.opens_at), clock.now()) })
    : t.banks.closed;
}

export function Banks({ state, on }: { state: State; on: Controller }) {
  const { banks, caller } = state;
  const first = caller?.name.split(" ")[0] ?? "";
  const heading = banks.length ? say(t.banks.heading, { name: first }) : t.banks.none;
  return (
    <div class="banks">
      <Heading screen="banks" text={heading} />
      {banks.length === 0 && <p>{t.banks.noneWhy}</p>}
      <ul class="bank-list">
        {banks.map((bank) => (
          <BankCard key={bank.id} bank={bank} on={on} />
        ))}
      </ul>
      {banks.length === 0 && (
        <button type="button" class="primary" onClick={() => void on.start()}>
          {t.app.tryAgain}
        </button>
      )}
    </div>
  );
}

function BankCard({ bank, on }: { bank: Bank; on: Controller }) {
  const { people, reached } = bank.progress;
  const ready = bank.status === "open" && bank.open_now;
  return (
    <li class="card bank">
      <h2 id={`bank-${bank.id}`}>{bank.name}</h2>
      {bank.purpose && <p>{bank.purpose}</p>}
      <p class={ready ? "hours" : "hours shut"}>
        <Icon name="clock" />
        {hoursWord(bank)}
      </p>
      <div class="bank-progress">
        <p>
          <strong>{say(t.banks.left, { n: Math.max(0, people - reached) })}</strong>
          <span>{say(t.banks.reached, { reached, people })}</span>
        </p>
        <progress
          value={reached}
          max={Math.max(1, people)}
          aria-label={say(t.banks.reached, { reached, people })}
        />
      </div>
      {bank.mine.calls > 0 && (
        <p class="help">
          {say(t.banks.mine, {
            calls: say(t.banks.calls, { n: bank.mine.calls }),
            talks: say(t.app.talksToday, { n: bank.mine.conversations }),
          })}
        </p>
      )}
      <button
        type="button"
        class={ready ? "primary" : "secondary"}
        aria-describedby={`bank-${bank.id}`}
        onClick={() => on.choose(bank.id)}
      >
        {ready ? t.banks.start : t.banks.look}
      </button>
    </li>
  );
}
