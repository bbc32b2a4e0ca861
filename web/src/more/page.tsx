import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Later } from "../ui/later";
import { Loading } from "../views/loading";
import { Banks } from "./banks";
import { Briefing } from "./briefing";
import { CampaignClosed } from "./closed";
import { EndingPage, ProblemPage } from "./endings";
import { Shown } from "./moments";
import { MyCalls } from "./my-calls";
import { organiser } from "./organiser";
import { RingingBack } from "./ringing-back";
import { mayVisit, visit } from "./visit";
import { WrapUp } from "./wrap-up";

/** The screen that is open, where it is none of those a volunteer begins with. */
export function Page({ state, on }: { state: State; on: Controller }) {
  const { screen, flow } = state;
  switch (screen.name) {
    case "banks":
      return <Banks state={state} on={on} />;
    case "briefing":
      return <Briefing state={state} on={on} />;
    case "my-calls":
      return <MyCalls state={state} on={on} />;
    case "ringing-back":
      return <RingingBack state={state} on={on} />;
    case "wrap-up":
      return <WrapUp state={state} on={on} />;
    case "problem":
      if (screen.why === "closed") return <CampaignClosed state={state} />;
      if (screen.why === "elsewhere" && mayVisit())
        return <Shown key="visit" begin={() => void visit(on)} />;
      return <ProblemPage why={screen.why} on={on} />;
    case "organiser":
      return (
        <Later key="organiser" part={organiser} meanwhile={<Loading text={t.app.starting} />}>
          {({ Organiser }) => <Organiser state={state} on={on} />}
        </Later>
      );
    default:
      return flow?.ending && <EndingPage state={state} on={on} ending={flow.ending} />;
  }
}
