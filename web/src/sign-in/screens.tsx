import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { makeSignIn, type SignIn } from "./actions";
import { CodeForm, EmailForm, JoinForm } from "./forms";

let actions: SignIn | undefined;

/** The screens of somebody who is not signed in. */
export function SignInScreens({ state, on }: { state: State; on: Controller }) {
  actions ??= makeSignIn(on);
  const { screen } = state;
  switch (screen.name) {
    case "sign-in":
      return <EmailForm state={state} on={actions} again={screen.again} email={screen.email} />;
    case "join":
      return <JoinForm state={state} on={actions} join={screen.join} />;
    case "code":
      return <CodeForm state={state} on={actions} email={screen.email} code={screen.code} />;
    default:
      return null;
  }
}
