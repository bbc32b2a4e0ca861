import { shown } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Later, part } from "../ui/later";
import { Call } from "./call";
import { Footer, Header, Strip } from "./frame";
import { Loading } from "./loading";
import { NotReached } from "./not-reached";

interface Props {
  state: State;
  on: Controller;
}

export const pages = part(() => import("./pages"));
const signIn = part(() => import("../sign-in/screens"));

export function App({ state, on }: Props) {
  return (
    <>
      <Header state={state} on={on} />
      <main class={`page on-${state.screen.name}`}>
        <Strip state={state} on={on} />
        <ScreenView state={state} on={on} />
      </main>
      <Footer state={state} />
      <Sheet state={state} on={on} />
    </>
  );
}

function ScreenView({ state, on }: Props) {
  const { screen, flow, draft } = state;
  if (screen.name === "starting") return <Loading text={t.app.starting} />;
  if (screen.name === "sign-in" || screen.name === "join" || screen.name === "code") {
    return (
      <Later key="sign-in" part={signIn} meanwhile={null}>
        {({ SignInScreens }) => <SignInScreens state={state} on={on} />}
      </Later>
    );
  }
  if (screen.name === "call") {
    const claim = flow && shown(flow);
    if (flow && claim && draft?.claim === claim.id) {
      const key = `${claim.id}${flow.changing ? " changing" : ""}`;
      return <Call key={key} state={state} on={on} flow={flow} claim={claim} draft={draft} />;
    }
    if (!flow?.ending) return <Loading text={t.call.loading} />;
  }
  return (
    <Later key="pages" part={pages} meanwhile={<Loading text={t.app.starting} />}>
      {({ Banks, EndingPage, ProblemPage, WrapUp }) => {
        if (screen.name === "banks") return <Banks state={state} on={on} />;
        if (screen.name === "wrap-up") return <WrapUp state={state} on={on} />;
        if (screen.name === "problem") {
          return <ProblemPage why={screen.why} onRetry={() => void on.start()} />;
        }
        return flow?.ending && <EndingPage state={state} on={on} ending={flow.ending} />;
      }}
    </Later>
  );
}

function Sheet({ state, on }: Props) {
  const claim = state.flow && shown(state.flow);
  if (!state.sheet) return null;
  if (state.sheet !== "not-reached") {
    return (
      <Later key="sheet" part={pages} meanwhile={null}>
        {({ SeldomSheet }) => <SeldomSheet state={state} on={on} />}
      </Later>
    );
  }
  return claim && state.draft && <NotReached claim={claim} draft={state.draft} on={on} />;
}
