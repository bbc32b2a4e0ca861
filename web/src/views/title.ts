import { shown } from "../call/flow";
import type { State } from "../store/state";
import { say, t } from "../strings";

/** The title of the document. It never names a voter: browsers keep titles in their history. */
export function titleOf({ screen, flow, campaign }: State): string {
  const ending = screen.name === "call" && flow && !shown(flow) && flow.ending;
  const page = ending ? t.endings[ending.reason].heading : (screen.title ?? t.titles[screen.name]);
  return say(t.app.title, { page, campaign: campaign?.name ?? t.app.name });
}
