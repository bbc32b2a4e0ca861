import { clock } from "../api/client";
import type { Bank } from "../api/types";
import { shown } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";
import { organises } from "./organises";
import { Promises } from "./promises";

export const isOpen = (bank: Bank) => bank.status === "open" && bank.open_now;

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

/** Reads the briefing of a bank, also of one that is not open. */
function read(on: Controller, bank: Bank): void {
  on.store.set({ chosen: bank.id });
  on.open("briefing");
}

/** Where an evening begins: what to ring for, and the call-backs that are mine. */
export function Banks({ state, on }: { state: State; on: Controller }) {
  const { banks, caller, flow } = state;
  const name = caller?.name.split(" ")[0] ?? "";
  const open = banks.filter(isOpen);
  const heading = open.length ? say(t.banks.heading, { name }) : t.banks.none;
  const going = flow && shown(flow);
  return (
    <div class="banks">
      <Heading screen="banks" text={heading} />
      {open.length === 0 && <p>{banks.length ? t.banks.shutWhy : t.banks.noneWhy}</p>}
      {going && (
        <div class="card going">
          <p>{say(t.banks.going, { bank: on.bank()?.name ?? "" })}</p>
          <button type="button" class="primary" onClick={() => on.open("call")}>
            {t.app.goOn}
          </button>
        </div>
      )}
      <Promises state={state} on={on} />
      {banks.length > 0 && (
        <section>
          <h2 class="section">{t.banks.title}</h2>
          <ul class="bank-list">
            {[...open, ...banks.filter((bank) => !isOpen(bank))].map((bank) => (
              <BankCard key={bank.id} bank={bank} on={on} second={Boolean(going)} />
            ))}
          </ul>
        </section>
      )}
      {open.length === 0 && (
        <div class="actions row">
          <button type="button" class="primary" onClick={() => void on.start()}>
            {t.banks.lookAgain}
          </button>
          <button type="button" class="secondary" onClick={() => on.open("my-calls")}>
            {t.myCalls.title}
          </button>
          {organises(state) && (
            <button type="button" class="secondary" onClick={() => on.open("organiser")}>
              {t.app.organise}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function BankCard(props: { bank: Bank; on: Controller; second: boolean }) {
  const { bank, on } = props;
  const ready = isOpen(bank);
  const { id, name, purpose, mine } = bank;
  return (
    <li class="card bank">
      <h3 id={`bank-${id}`}>{name}</h3>
      {purpose && <p>{purpose}</p>}
      <p class={ready ? "hours" : "hours shut"}>
        <Icon name="clock" />
        {hoursWord(bank)}
      </p>
      <BankProgress bank={bank} label={say(t.banks.left, { n: leftOf(bank) })} />
      {mine.calls > 0 && (
        <p class="help">
          {say(t.banks.mine, {
            calls: say(t.banks.calls, { n: mine.calls }),
            talks: say(t.app.talksToday, { n: mine.conversations }),
          })}
        </p>
      )}
      <div class="bank-choices">
        {ready && (
          <button
            type="button"
            class={props.second ? "secondary" : "primary"}
            aria-describedby={`bank-${id}`}
            onClick={() => on.choose(id)}
          >
            {t.banks.start}
          </button>
        )}
        <button
          type="button"
          class={ready ? "quiet" : "secondary"}
          aria-describedby={`bank-${id}`}
          onClick={() => read(on, bank)}
        >
          {t.briefing.title}
        </button>
      </div>
    </li>
  );
}

export const leftOf = ({ progress }: Bank) => Math.max(0, progress.people - progress.reached);

/** How far a bank has come, as a sentence and a bar. */
export function BankProgress({ bank, label }: { bank: Bank; label: string }) {
  const { people, reached } = bank.progress;
  const word = say(t.banks.reached, { reached, people });
  return (
    <div class="bank-progress">
      <p>
        <strong>{label}</strong>
        <span>{word}</span>
      </p>
      <progress value={reached} max={Math.max(1, people)} aria-label={`${bank.name}: ${word}`} />
    </div>
  );
}
