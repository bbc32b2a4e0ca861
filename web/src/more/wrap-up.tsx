import { shown } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";
import { BankProgress, leftOf } from "./banks";
import { Leaderboard } from "./leaderboard";
import { Note } from "./note";
import { Promises } from "./promises";
import { leaderboardBank } from "./wrap-up-actions";

/** From here on an evening is a long one: a call takes about a minute and a half. */
const LONG_EVENING = 30;

/** Thanks for what was done, and for nothing that was not. */
export function thanksWord({ today }: Pick<State, "today">): string {
  const { calls, conversations } = today;
  if (calls === 0) return t.wrapUp.none;
  if (conversations === 0) return say(t.wrapUp.noAnswers, { n: calls });
  if (calls >= LONG_EVENING) return say(t.wrapUp.many, { n: conversations });
  return say(t.wrapUp.talked, { n: conversations });
}

/** After calling: own numbers, the campaign's, what is still open, and a word to the organiser. */
export function WrapUp({ state, on }: { state: State; on: Controller }) {
  const { today, banks, caller, outbox, flow } = state;
  const name = caller?.name.split(" ")[0] ?? "";
  const board = leaderboardBank(state);
  const held = flow && shown(flow);
  return (
    <div class="wrap column">
      <section class="card">
        <Heading
          screen="wrap-up"
          text={say(today.calls ? t.wrapUp.heading : t.wrapUp.headingNone, { name })}
        />
        <p>{thanksWord(state)}</p>
        <dl class="numbers">
          <div>
            <dt>{say(t.wrapUp.calls, { n: today.calls })}</dt>
            <dd>{today.calls}</dd>
          </div>
          <div>
            <dt>{say(t.wrapUp.talks, { n: today.conversations })}</dt>
            <dd>{today.conversations}</dd>
          </div>
        </dl>
        {outbox.waiting > 0 ? (
          <p class="tag-line">
            <Icon name="clock" />
            {say(t.wrapUp.unsent, { n: outbox.waiting })}
          </p>
        ) : (
          !held && <p class="help">{t.wrapUp.returned}</p>
        )}
        <div class="actions row">
          <button type="button" class="primary" onClick={() => on.home()}>
            {t.wrapUp.goOn}
          </button>
          <button type="button" class="secondary" onClick={() => void on.signOut()}>
            {t.app.signOut}
          </button>
        </div>
        {today.calls > 0 && (
          <button type="button" class="link" onClick={() => on.open("my-calls")}>
            {t.endings.myCalls}
          </button>
        )}
      </section>
      <Promises state={state} on={on} />
      {banks.length > 0 && (
        <section class="card wrap-banks">
          <h2>{t.wrapUp.campaign}</h2>
          {banks.map((bank) => (
            <div key={bank.id}>
              <BankProgress bank={bank} label={bank.name} />
              <p class="help">{say(t.banks.left, { n: leftOf(bank) })}</p>
            </div>
          ))}
        </section>
      )}
      {board && (
        <div class="card">
          <Leaderboard state={state} on={on} bank={board} />
        </div>
      )}
      <div class="card">
        <Note state={state} on={on} />
      </div>
    </div>
  );
}
