import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";

/** The way from a screen beside calling: to the household in hand, or to where calling begins. */
export function WayBack({ state, on }: { state: State; on: Controller }) {
  return (
    <button type="button" class="secondary way-back" onClick={() => on.home()}>
      {state.flow ? t.app.goOn : t.app.backToStart}
    </button>
  );
}
