import type { Screen, State } from "../store/state";
import { codeWords, say, t } from "../strings";
import { Field, fieldsOf } from "../ui/field";
import { Heading } from "../ui/heading";
import { pages } from "../views/parts";
import type { SignIn } from "./actions";

type On<Name> = {
  state: State;
  screen: Extract<Screen, { name: Name }>;
  on: SignIn;
};

/** The e-mail that the code is for. `again`: the session ended in the middle of a call. */
export function EmailForm({ state, screen: { again, email }, on }: On<"sign-in">) {
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={(event) => void on.sendCode(fieldsOf(event).email ?? "")}
    >
      <Heading screen="sign-in" text={again ? t.signIn.again : t.signIn.heading} />
      {again && <p>{t.signIn.againWhy}</p>}
      <Field
        id="email"
        type="email"
        label={t.signIn.email}
        help={codeWords(state).emailHelp}
        autoComplete="email"
        defaultValue={email}
        fault={state.formFault}
      />
      <Submit busy={state.busy} label={codeWords(state).send} />
    </form>
  );
}

/**
 * The code from the e-mail or an organiser: one field, so that pasting and the phone's own suggestion work. By the
 * link it is filled in. Somebody new who has come that way is asked for a name (`person` is empty).
 */
export function CodeForm({ state, screen: { email, code, person }, on }: On<"code">) {
  const w = codeWords(state);
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={(event) => {
        const fields = fieldsOf(event);
        void on.enter(fields.code ?? "", fields.name);
      }}
    >
      <Heading screen="code" text={code ? t.signIn.heading : w.codeHeading} />
      <p>{say(code ? t.signIn.linkFor : w.codeSent, { email })}</p>
      {person === "" && (
        <Field
          id="name"
          type="text"
          label={t.join.name}
          autoComplete="name"
          fault={state.formFault}
        />
      )}
      <Field
        id="code"
        class="code-field"
        label={t.signIn.code}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        defaultValue={code}
        fault={state.formFault}
      />
      <Submit busy={state.busy} label={t.signIn.signIn} />
      {pages.now && <pages.now.CodeHelp on={on} />}
    </form>
  );
}

function Submit(props: { busy: boolean; label: string }) {
  return (
    <button type="submit" class="primary" aria-disabled={props.busy}>
      {props.label}
    </button>
  );
}
