import type { Caller } from "../api/types";
import type { Controller } from "../store/controller";
import type { Screen } from "../store/state";
import { t } from "../strings";
import { focusFault } from "../ui/focus";
import { later } from "../views/parts";

/** Looser than any standard: it only has to catch a slip before a mail is sent. */
const EMAIL = /^\S+@\S+\.\S+$/;

/** What the sign-in forms do. Loaded with them, only where nobody is signed in. */
export function makeSignIn(page: Controller) {
  const { store, api } = page;

  /** A message at a field of the form in front, which takes the focus. */
  function fault(field: string, text: string): void {
    store.set({ busy: false, formFault: { field, text } });
    focusFault();
  }

  /** What a request failed of is said at the field that it was about. The words for it load later. */
  const failed = (field: string, error: unknown): Promise<void> =>
    later((part) => part.signInFailed(signIn, field, error)).catch(() =>
      fault(field, t.errors.offline),
    );

  /** Asks for a code, in the reader's language. Who is new says their name: an organiser sees it where no mail goes. */
  const mail = ({ email, join, person: name }: { email: string; join?: string; person?: string }) =>
    api.send("POST", "/api/login/code", { email, join, name, language: t.language });

  /** Sends a code, and asks for it. `join` holds the code of the join link. */
  async function sendCode(
    email: string,
    who: { person?: string; join?: string } = {},
  ): Promise<void> {
    const { screen: before, busy } = store.state;
    if (busy) return;
    if (!EMAIL.test(email)) return fault("email", t.signIn.emailWrong);
    const again = "again" in before && before.again;
    const screen: Screen = { name: "code", again, email, code: "", ...who };
    store.set({ busy: true, formFault: null, status: "" });
    try {
      await mail(screen);
    } catch (error) {
      return failed("email", error);
    }
    store.set({ screen, busy: false });
  }

  /** Signs in by a code; `name` is asked for where somebody new has come by the link in the mail. */
  async function enter(typed: string, name?: string): Promise<void> {
    const { screen, busy } = store.state;
    if (screen.name !== "code" || busy) return;
    const code = typed.replace(/\D/g, "");
    if (code.length !== 6) return fault("code", t.signIn.codeMissing);
    store.set({ busy: true, formFault: null, status: "" });
    const { email, join, person } = screen;
    try {
      // What is missing is left out on the way.
      const who = { email, code, join, name: person || name };
      const { caller } = await api.send<{ caller: Caller }>("POST", "/api/login", who);
      await page.signedIn(caller.id);
    } catch (error) {
      await failed("code", error);
    }
  }

  const signIn = { page, fault, failed, mail, sendCode, enter };
  return signIn;
}

export type SignIn = ReturnType<typeof makeSignIn>;
