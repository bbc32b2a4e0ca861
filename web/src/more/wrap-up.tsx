import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { Heading } from "../ui/heading";

/** After calling: own numbers, the campaign's, and thanks. */
export function WrapUp({ state, on }: { state: State; on: Controller }) {
  const { today, banks, caller } = state;
  const heading = say(t.wrapUp.heading, { name: caller?.name.split(" ")[0] ?? "" });
  return (
    <div class="card narrow wrap">
      <Heading screen="wrap-up" text={heading} />
      <p>{today.calls ? t.wrapUp.some : t.wrapUp.none}</p>
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
      <p class="help">{t.wrapUp.returned}</p>
      {banks.length > 0 && (
        <section class="wrap-banks">
          <h2>{t.wrapUp.campaign}</h2>
          {banks.map(({ id, name, progress }) => (
            <div key={id} class="bank-progress">
              <p>
                <strong>{name}</strong>
                <span>
                  {say(t.banks.reached, { reached: progress.reached, people: progress.people })}
                </span>
              </p>
              <progress
                value={progress.reached}
                max={Math.max(1, progress.people)}
                aria-label={name}
              />
            </div>
          ))}
        </section>
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={() => on.home()}>
          {t.wrapUp.goOn}
        </button>
        <button type="button" class="secondary" onClick={() => void on.signOut()}>
          {t.app.signOut}
        </button>
      </div>
    </div>
  );
}
