import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { Later } from "../ui/later";
import { pages } from "../views/parts";
import { makeSignIn, type SignIn } from "./actions";
import { CodeForm, EmailForm } from "./forms";

let actions: SignIn | undefined;

/** The screens of somebody who is not signed in. */
export function SignInScreens({ state, on }: { state: State; on: Controller }) {
  if (actions?.page !== on) actions = makeSignIn(on);
  const props = { state, on: actions };
  const { screen } = state;
  if (screen.name === "sign-in") return <EmailForm {...props} screen={screen} />;
  if (screen.name === "code") return <CodeForm {...props} screen={screen} />;
  return (
    <Later part={pages} meanwhile={null}>
      {({ Join }) => screen.name === "join" && <Join {...props} join={screen.join} />}
    </Later>
  );
}
