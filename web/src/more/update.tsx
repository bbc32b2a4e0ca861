import { register } from "../pwa/register";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Notice } from "./notice";

/** Starts the service worker; a new version is offered, and taken by itself between calls (`session.open`). */
export function watchVersion(on: Controller): void {
  void register((update) => on.store.set({ update }));
}

export function Update({ state }: { state: State }) {
  const { update } = state;
  if (!update) return null;
  return (
    <Notice>
      <p>{t.status.newVersion}</p>
      <button type="button" class="link" onClick={update}>
        {t.status.load}
      </button>
    </Notice>
  );
}
