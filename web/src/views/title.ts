import { shown } from "../call/flow";
import type { State } from "../store/state";
import { say, t } from "../strings";

/** The title of the document. It never names a voter: browsers keep titles in their history. */
export function titleOf(state: State): string {
  const campaign = state.campaign?.name ?? t.app.name;
  return say(t.app.title, { page: page(state), campaign });
}

function page({ screen, flow, banks }: State): string {
  switch (screen.name) {
    case "starting":
      return t.app.name;
    case "sign-in":
      return t.signIn.heading;
    case "join":
      return t.join.title;
    case "code":
      return t.signIn.codeHeading;
    case "banks":
      return banks.length ? t.banks.title : t.banks.none;
    case "briefing":
      return t.briefing.title;
    case "practice":
      return t.practice.title;
    case "my-calls":
      return t.myCalls.title;
    case "ringing-back":
      return t.ringingBack.title;
    case "wrap-up":
      return t.wrapUp.title;
    case "problem":
      return t.errors.heading;
    case "call":
      if (flow && !shown(flow) && flow.ending) return t.endings[flow.ending.reason].heading;
      return t.call.title;
  }
}
