import type { State } from "../store/state";

/** True for somebody who may see the organiser's side. */
export const organises = ({ caller }: Pick<State, "caller">): boolean =>
  caller?.role === "organiser" || caller?.role === "admin";
