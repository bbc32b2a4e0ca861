import type { SkipReason } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { fieldsOf } from "../ui/field";
import { Later, part } from "../ui/later";
import { LONGEST_NOTE } from "./beside";
import { Dialog } from "./dialog";

const qr = part(() => import("./qr"));

/** The sheets that are seldom opened. */
export function SeldomSheet({ state, on }: { state: State; on: Controller }) {
  if (state.sheet === "skip") return <Skip on={on} />;
  if (state.sheet === "skip-note") return <WhatIsWrong on={on} />;
  if (state.sheet === "leave") return <Leave on={on} />;
  if (state.sheet === "unsent") return <Unsent state={state} on={on} />;
  if (state.sheet === "qr") {
    return (
      <Dialog heading={t.sheet.qrHeading} onClose={on.close}>
        <Later part={qr} meanwhile={<p role="status">{t.sheet.qrLoading}</p>}>
          {({ DialCode }) => <DialCode state={state} />}
        </Later>
        <button type="button" class="quiet" onClick={on.close}>
          {t.sheet.back}
        </button>
      </Dialog>
    );
  }
  return <Shortcuts on={on} enabled={state.keys} />;
}

function Skip({ on }: { on: Controller }) {
  return (
    <Dialog heading={t.sheet.skipHeading} onClose={on.close}>
      <p>{t.sheet.skipText}</p>
      <div class="sheet-choices">
        {(Object.keys(t.skipReasons) as SkipReason[]).map((reason) => (
          <button
            key={reason}
            type="button"
            class="sheet-choice"
            onClick={() => (reason === "problem" ? on.openSheet("skip-note") : on.skip(reason))}
          >
            <strong>{t.skipReasons[reason]}</strong>
          </button>
        ))}
      </div>
      <button type="button" class="quiet" onClick={on.close}>
        {t.sheet.back}
      </button>
    </Dialog>
  );
}

/** An organiser settles it on the page of data quality, and may be told what to look at. */
function WhatIsWrong({ on }: { on: Controller }) {
  return (
    <Dialog heading={t.sheet.wrongHeading} onClose={on.close}>
      <form
        class="sheet-choices"
        onSubmit={(event) => on.skip("problem", fieldsOf(event).wrong || undefined)}
      >
        <div class="field">
          <label for="wrong">{t.sheet.wrongLabel}</label>
          <p class="help" id="wrong-help">
            {t.sheet.wrongHelp}
          </p>
          <textarea
            id="wrong"
            name="wrong"
            rows={3}
            maxLength={LONGEST_NOTE}
            aria-describedby="wrong-help"
          />
        </div>
        <button type="submit" class="primary">
          {t.sheet.wrongSkip}
        </button>
      </form>
      <button type="button" class="quiet" onClick={on.close}>
        {t.sheet.back}
      </button>
    </Dialog>
  );
}

function Leave({ on }: { on: Controller }) {
  return (
    <Dialog heading={t.sheet.leaveHeading} onClose={on.close}>
      <p>{t.sheet.leaveText}</p>
      <div class="sheet-choices">
        <button type="button" class="primary" onClick={on.close}>
          {t.sheet.back}
        </button>
        <button type="button" class="secondary" onClick={() => void on.takeBreak(true)}>
          {t.sheet.leave}
        </button>
      </div>
    </Dialog>
  );
}

/** Signing out while calls wait: they are kept, but only this volunteer can send them. */
function Unsent({ state, on }: { state: State; on: Controller }) {
  const { waiting } = state.outbox;
  return (
    <Dialog heading={say(t.sheet.unsentHeading, { n: waiting })} onClose={on.close}>
      <p>{waiting > 0 ? t.sheet.unsentText : t.sheet.unsentGone}</p>
      <div class="sheet-choices">
        <button
          type="button"
          class="primary"
          onClick={() => {
            on.close();
            on.sendNow();
          }}
        >
          {waiting > 0 ? t.sheet.unsentStay : t.app.close}
        </button>
        <button type="button" class="secondary" onClick={() => void on.signOut(true)}>
          {waiting > 0 ? t.sheet.unsentLeave : t.app.signOut}
        </button>
      </div>
    </Dialog>
  );
}

function Shortcuts({ on, enabled }: { on: Controller; enabled: boolean }) {
  return (
    <Dialog heading={t.sheet.shortcutsHeading} onClose={on.close}>
      <dl class="keys">
        {t.sheet.keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd class="key always">{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="choice wide">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => on.useKeys(event.currentTarget.checked)}
        />
        <span class="choice-label">{t.sheet.keysOn}</span>
      </label>
      <button type="button" class="quiet" onClick={on.close}>
        {t.app.close}
      </button>
    </Dialog>
  );
}
