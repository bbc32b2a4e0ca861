import type { SignIn } from "../sign-in/actions";
import type { State } from "../store/state";
import { codeWords, say, t } from "../strings";
import { Field, FieldError, fieldsOf } from "../ui/field";
import { Heading } from "../ui/heading";
import { Shown } from "./moments";
import { lookAtJoin, signInInstead } from "./sign-in";

interface Props {
  state: State;
  on: SignIn;
  join: string;
}

/** Joining by the link that an organiser gave out; the code that follows proves the e-mail. */
export function Join(props: Props) {
  const { state, on, join } = props;
  return (
    <>
      <Shown key={join} begin={() => void lookAtJoin(on, join)} />
      {state.more.joinClosed ? <Closed {...props} /> : <JoinForm {...props} />}
    </>
  );
}

/** The link does not work any more: whom to ask. */
function Closed({ state, on }: Props) {
  const { campaign } = state;
  return (
    <div class="card narrow">
      <Heading screen="join closed" text={t.join.closedHeading} />
      <p>{say(t.join.closed, { campaign: campaign?.name ?? t.app.name })}</p>
      {campaign?.privacy_contact && (
        <p>{say(t.join.closedContact, { contact: campaign.privacy_contact })}</p>
      )}
      <Before on={on} />
    </div>
  );
}

function Before({ on }: { on: SignIn }) {
  return (
    <button type="button" class="link" onClick={() => signInInstead(on)}>
      {t.join.already}
    </button>
  );
}

function JoinForm({ state, on, join }: Props) {
  const campaign = state.campaign?.name ?? t.app.name;
  const { formFault, busy } = state;
  const refused = formFault?.field === "agree";
  return (
    <form
      class="card narrow"
      noValidate
      onSubmit={(event) => {
        const { name = "", email = "", agree } = fieldsOf(event);
        if (!name) return on.fault("name", t.join.nameMissing);
        if (email && !agree) return on.fault("agree", t.join.agreeMissing);
        void on.sendCode(email, { person: name, join });
      }}
    >
      {state.more.logo && (
        <img class="join-logo" src={state.more.logo} alt={state.campaign?.party || campaign} />
      )}
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
        {state.campaign?.imprint && <p class="help">{state.campaign.imprint}</p>}
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
      <button type="submit" class="primary" aria-disabled={busy}>
        {codeWords(state).join}
      </button>
      <Before on={on} />
    </form>
  );
}
