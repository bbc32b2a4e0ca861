/** Events of the call flow that are seldom: they load with the parts that they come from. Pure, as flow.ts is. */
import type { Claim } from "../api/types";
import { dropped, type Flow } from "./flow";

/** The server refused what was saved for a claim: it may come up again. */
export function reopened(flow: Flow, claim: string): Flow {
  return { ...flow, closed: flow.closed.filter((one) => one !== claim) };
}

/** A household that rings back comes at once; the one on the screen waits on deck, which must be free. */
export function cutIn(flow: Flow, claim: Claim): Flow {
  const rest = { ...flow, resting: false, changing: null, ending: null, current: claim };
  // One that is held already comes with a new card: it says now on which number they ring.
  const other = flow.current?.id === claim.id ? flow.deck : flow.current;
  return {
    ...rest,
    deck: other,
    parked: other !== null && (other === flow.current || flow.parked),
  };
}

/** A claim is not to be rung any more. What was on the screen stays, so that it can be recorded. */
export function lost(flow: Flow, claim: string): Flow {
  const seen = flow.current?.id === claim || (flow.parked && flow.deck?.id === claim);
  return seen ? { ...flow, lost: claim } : dropped(flow, claim);
}

/** A claim's end has moved. */
export function renewed(flow: Flow, claim: string, until: string): Flow {
  const moved = (one: Claim | null) => (one?.id === claim ? { ...one, until } : one);
  return {
    ...flow,
    current: moved(flow.current),
    deck: moved(flow.deck),
    lost: flow.lost === claim ? null : flow.lost,
  };
}
