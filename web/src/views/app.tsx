import { shown } from "../call/flow";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Later } from "../ui/later";
import { Call } from "./call";
import { Footer, Header, Strip } from "./frame";
import { Loading } from "./loading";
import { pages, practice, signIn } from "./parts";

interface Props {
  state: State;
  on: Controller;
}

export function App({ state, on }: Props) {
  return (
    <>
      <Header state={state} on={on} />
      <main class={`page on-${state.screen.name}`}>
        {state.screen.name === "practice" ? (
          <Later key="practice" part={practice} meanwhile={<Loading text={t.app.starting} />}>
            {({ Practice }) => <Practice state={state} on={on} />}
          </Later>
        ) : (
          <Body state={state} on={on} />
        )}
      </main>
      <Footer state={state} on={on} />
    </>
  );
}

/** What changes with each step: a screen, what there is to say, and the sheet over it. */
export function Body({ state, on }: Props) {
  return (
    <>
      <Strip state={state} on={on} />
      {pages.now && (
        <>
          <pages.now.Update state={state} />
          <pages.now.Unsent state={state} on={on} />
          <pages.now.Notices state={state} on={on} />
        </>
      )}
      <ScreenView state={state} on={on} />
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
      // One household after another in the same elements: only what differs is worked out and drawn anew.
      const key = flow.changing ? "changing" : "calling";
      return <Call key={key} state={state} on={on} flow={flow} claim={claim} draft={draft} />;
    }
    if (!flow?.ending) return <Loading text={t.call.loading} />;
  }
  return (
    <Later key="pages" part={pages} meanwhile={<Loading text={t.app.starting} />}>
      {({ Page }) => <Page state={state} on={on} />}
    </Later>
  );
}

function Sheet({ state, on }: Props) {
  const { sheet, flow, draft } = state;
  const claim = flow && shown(flow);
  if (!sheet) return null;
  return (
    <Later key="sheet" part={pages} meanwhile={null}>
      {({ NotReached, SeldomSheet }) => {
        if (sheet !== "not-reached") return <SeldomSheet state={state} on={on} />;
        return claim && draft && <NotReached claim={claim} draft={draft} on={on} />;
      }}
    </Later>
  );
}
