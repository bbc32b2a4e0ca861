import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";

/** What to say about oneself and about the number; in the same place on every call. */
export function WhosCalling({ state, on }: { state: State; on: Controller }) {
  const display = on.bank()?.return_number_display;
  return (
    <details class="whos-calling">
      <summary>{t.call.whosCalling}</summary>
      <p>
        {say(t.call.whosCallingText, {
          caller: state.caller?.name ?? "",
          party: state.campaign?.party ?? "",
        })}
      </p>
      {display ? (
        <p>
          {t.call.returnNumber} <strong class="digits">{display}</strong>
        </p>
      ) : (
        <p>{t.call.noReturnNumber}</p>
      )}
      <p>{t.call.callerId}</p>
      <p>{t.call.stopCalls}</p>
    </details>
  );
}
