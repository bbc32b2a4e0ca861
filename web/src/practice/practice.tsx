import { Shown } from "../more/moments";
import { Notices } from "../more/notices";
import { SeldomSheet } from "../more/sheets";
import { Unsent } from "../more/unsent";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";
import { Body } from "../views/app";
import { Loading } from "../views/loading";
import { beginPractice, endPractice, forgetPractice } from "./actions";

interface Props {
  state: State;
  on: Controller;
}

/** The real call screen on invented people; what it shows is always under the word "practice". */
export function Practice({ state, on }: Props) {
  return (
    <div class="practice">
      <Shown
        begin={() => void beginPractice(on)}
        end={() => void Promise.resolve().then(() => forgetPractice(on))}
      />
      <Around state={state} on={on} />
      <div class="practice-bar">
        <p>
          <Icon name="alert" />
          <span>
            <strong>{t.practice.title}:</strong> {t.practice.banner}
          </span>
        </p>
        <button type="button" class="secondary" onClick={() => endPractice(on)}>
          {t.practice.end}
        </button>
      </div>
      <Inside state={state} on={on} />
    </div>
  );
}

function Inside({ state, on }: Props) {
  const { practice } = state.more;
  if (!practice) return <Loading text={t.practice.starting} />;
  if ("on" in practice) return <Body state={practice.on.state()} on={practice.on} />;
  return (
    <div class="card narrow">
      <Heading screen="practice fault" text={t.practice.notNow} />
      <p>{practice.fault}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => void beginPractice(on)}>
          {t.app.tryAgain}
        </button>
        <button type="button" class="secondary" onClick={() => endPractice(on)}>
          {t.briefing.title}
        </button>
      </div>
    </div>
  );
}

/** What the page outside the practice has to say: a call-back that is due, or a question before leaving. */
function Around({ state, on }: Props) {
  return (
    <>
      <Unsent state={state} on={on} />
      <Notices state={state} on={on} />
      {state.sheet && <SeldomSheet state={state} on={on} />}
    </>
  );
}
