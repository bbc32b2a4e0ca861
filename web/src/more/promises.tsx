import { clock } from "../api/client";
import type { CallBack } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { capital, dates, say, t } from "../strings";
import { Icon } from "../ui/icon";
import { ringNow } from "./call-backs";

/** My call-backs: when, to whom, and what was noted. Those that are due can be rung from here. */
export function Promises({ state, on }: { state: State; on: Controller }) {
  const { callBacks, banks } = state;
  if (callBacks.length === 0) return null;
  return (
    <section class="promises" aria-labelledby="promises">
      <h2 id="promises">{t.callBacks.title}</h2>
      <ul>
        {callBacks.map((one) => (
          <PromiseRow key={one.id} callBack={one} bankName={banks.length > 1} on={on} />
        ))}
      </ul>
    </section>
  );
}

function PromiseRow(props: { callBack: CallBack; bankName: boolean; on: Controller }) {
  const { callBack, bankName, on } = props;
  const now = clock.now();
  const at = new Date(callBack.at);
  const due = at <= now;
  const anyones = Date.parse(callBack.mine_until) <= now.getTime();
  const where = [callBack.town, bankName && callBack.bank_name].filter(Boolean).join(" · ");
  return (
    <li class={due ? "card due-row" : "card"}>
      <div>
        <p class={due && !anyones ? "hours" : "hours shut"}>
          <Icon name="clock" />
          {capital(dates.dayAndTime(at, now))}
          {due && <span class="tag">{anyones ? t.callBacks.anyonesNow : t.callBacks.dueNow}</span>}
        </p>
        <p>
          <strong>{callBack.person ?? t.callBacks.somebody}</strong>
          {where && <span class="muted">{say(t.callBacks.where, { where })}</span>}
        </p>
        {callBack.note && <p class="note">{callBack.note}</p>}
      </div>
      {due && (
        <button type="button" class="secondary" onClick={() => void ringNow(on, callBack)}>
          {t.callBacks.ringNow}
        </button>
      )}
    </li>
  );
}
