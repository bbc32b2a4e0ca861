import type { Controller } from "../store/controller";
import type { State } from "../store/state";

export function Briefing(_props: { state: State; on: Controller }) {
  return null;
}
