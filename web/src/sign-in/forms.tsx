import { Component } from "preact";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { Field, FieldError } from "../ui/field";
import { Heading } from "../ui/heading";
import type { SignIn } from "./actions";

interface Props {
  state: State;
  on: SignIn;
}

/** Sends a form's fields, trimmed, by name; boxes that are not ticked are missing. */
function submit(work: (fields: Record<string, string>) => void) {
  return (event: Event) => {
    event.preventDefault();
    const fields: Record<string, string> = {};
    for (const [name, value] of new FormData(event.target as HTMLFormElement)) {
      fields[name] = String(value).trim();
    }
    work(fields);
  };
}

/** The e-mail that the code goes to. `again`: the session ended in the middle of a call. */
export function EmailForm({ state, on, again, email }: Props & { again: boolean; email: string }) {
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={submit((fields) => void on.sendCode(fields.email ?? ""))}
    >
      <Heading screen="sign-in" text={again ? t.signIn.again : t.signIn.heading} />
      {again && <p>{t.signIn.againWhy}</p>}
      <Field
        id="email"
        type="email"
        label={t.signIn.email}
        help={t.signIn.emailHelp}
        autoComplete="email"
        defaultValue={email}
        fault={state.formFault}
      />
      <Submit busy={state.busy} label={t.signIn.send} />
    </form>
  );
}

/** The code from the e-mail: one field, so that pasting and the phone's own suggestion work. */
export function CodeForm({ state, on, email, code }: Props & { email: string; code: string }) {
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={submit((fields) => void on.signIn(fields.code ?? ""))}
    >
      <Heading screen="code" text={t.signIn.codeHeading} />
      <p>{say(t.signIn.codeSent, { email })}</p>
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
      <div class="under">
        <p class="help">{t.signIn.notThere}</p>
        <Resend onSend={on.resend} />
        <button type="button" class="link" onClick={on.otherEmail}>
          {t.signIn.otherEmail}
        </button>
      </div>
    </form>
  );
}

const RESEND_SECONDS = 30;

/** Sends the code again, half a minute after the last time. */
class Resend extends Component<{ onSend(): Promise<boolean> }, { left: number }> {
  override state = { left: RESEND_SECONDS };
  private timer: ReturnType<typeof setInterval> | undefined;

  override componentDidMount(): void {
    this.timer = setInterval(() => {
      if (this.state.left > 0) this.setState({ left: this.state.left - 1 });
    }, 1_000);
  }

  override componentWillUnmount(): void {
    clearInterval(this.timer);
  }

  override render() {
    const { left } = this.state;
    if (left > 0) return <p class="help resend">{say(t.signIn.resendWait, { seconds: left })}</p>;
    const again = async () => {
      if (await this.props.onSend()) this.setState({ left: RESEND_SECONDS });
    };
    return (
      <button type="button" class="link" onClick={again}>
        {t.signIn.resend}
      </button>
    );
  }
}

/** Joining by the link that an organiser gave out; the code that follows proves the e-mail. */
export function JoinForm({ state, on, join }: Props & { join: string }) {
  const campaign = state.campaign?.name ?? t.app.name;
  const { formFault } = state;
  const refused = formFault?.field === "agree";
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={submit(({ name = "", email = "", agree }) => {
        if (name && email && !agree) return on.fault("agree", t.join.agreeMissing);
        void on.sendCode(email, { person: name, join });
      })}
    >
      <Heading screen="join" text={say(t.join.heading, { campaign })} />
      <p>{t.join.intro}</p>
      <Field
        id="name"
        label={t.join.name}
        help={t.join.nameHelp}
        type="text"
        autoComplete="name"
        fault={formFault}
      />
      <Field
        id="email"
        label={t.signIn.email}
        type="email"
        autoComplete="email"
        fault={formFault}
      />
      <section class="kept">
        <h2>{t.join.kept}</h2>
        <p>{say(t.join.keptText, { party: state.campaign?.party || campaign })}</p>
      </section>
      {refused && <FieldError id="agree-error" text={formFault.text} />}
      <label class="choice wide">
        <input
          type="checkbox"
          name="agree"
          aria-invalid={refused ? "true" : undefined}
          aria-describedby={refused ? "agree-error" : undefined}
        />
        <span class="choice-label">{t.join.agree}</span>
      </label>
      <Submit busy={state.busy} label={t.join.send} />
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
