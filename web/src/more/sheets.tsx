import type { SkipReason } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Dialog } from "../ui/dialog";

/** The sheets that are seldom opened. */
export function SeldomSheet({ state, on }: { state: State; on: Controller }) {
  if (state.sheet === "skip") return <Skip on={on} />;
  if (state.sheet === "leave") return <Leave on={on} />;
  return <Shortcuts on={on} enabled={state.keys} />;
}

function Skip({ on }: { on: Controller }) {
  return (
    <Dialog heading={t.sheet.skipHeading} onClose={on.close}>
      <p>{t.sheet.skipText}</p>
      <div class="sheet-choices">
        {(Object.keys(t.skipReasons) as SkipReason[]).map((reason) => (
          <button key={reason} type="button" class="sheet-choice" onClick={() => on.skip(reason)}>
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
