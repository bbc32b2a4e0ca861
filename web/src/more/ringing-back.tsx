import type { Controller } from "../store/controller";
import type { State } from "../store/state";

export function RingingBack(_props: { state: State; on: Controller }) {
  return null;
}
