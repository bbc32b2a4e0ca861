import { ApiError } from "../api/client";
import type { Caller } from "../api/types";
import type { Controller } from "../store/controller";
import type { Screen } from "../store/state";
import { say, t } from "../strings";
import { focusFault } from "../ui/focus";
import { signInApi } from "./api";

/** Looser than any standard: it only has to catch a slip before a mail is sent. */
const EMAIL = /^\S+@\S+\.\S+$/;

/** What the sign-in forms do. Loaded with them, only where nobody is signed in. */
export function makeSignIn({ store, api: { send }, signedIn }: Controller) {
  const api = signInApi({ send });
  const show = (screen: Screen) => store.set({ screen, formFault: null, busy: false });

  const mailTo = (email: string, join?: string) => ({
    email,
    language: t.locale.slice(0, 2),
    ...(join ? { join } : {}),
  });

  /** A message at a field of the form in front, which takes the focus. */
  function fault(field: string, text: string): void {
    store.set({ busy: false, formFault: { field, text } });
    focusFault();
  }

  function wordFor(error: unknown): string {
    if (!(error instanceof ApiError)) return t.errors.offline;
    if (error.code === "code_wrong") {
      const left = error.details?.tries_left;
      if (typeof left !== "number") return t.signIn.codeWrong;
      return left > 0 ? say(t.signIn.codeWrongLeft, { n: left }) : t.signIn.codeUsedUp;
    }
    if (error.code === "code_expired") return t.signIn.codeExpired;
    if (error.status === 429) return t.signIn.tooMany;
    if (error.status === 403) return error.message || t.signIn.notAllowed;
    return error.status < 500 ? error.message : t.errors.server;
  }

  /** Sends a code, and asks for it. `join` holds the code of the join link. */
  async function sendCode(
    email: string,
    who: { person?: string; join?: string } = {},
  ): Promise<void> {
    if (store.state.busy) return;
    if (who.person === "") return fault("name", t.join.nameMissing);
    if (!EMAIL.test(email)) return fault("email", t.signIn.emailWrong);
    const { screen } = store.state;
    const again = "again" in screen && screen.again;
    store.set({ busy: true, formFault: null, status: "" });
    try {
      await api.sendCode(mailTo(email, who.join));
      show({ name: "code", again, email, code: "", ...who });
    } catch (error) {
      fault("email", wordFor(error));
    }
  }

  async function resend(): Promise<boolean> {
    const { screen } = store.state;
    if (screen.name !== "code") return false;
    store.set({ formFault: null, status: "" });
    try {
      await api.sendCode(mailTo(screen.email, screen.join));
      store.set({ status: t.signIn.resent });
      return true;
    } catch (error) {
      fault("code", wordFor(error));
      return false;
    }
  }

  async function signIn(typed: string): Promise<void> {
    const { screen, busy } = store.state;
    if (screen.name !== "code" || busy) return;
    const code = typed.replace(/\D/g, "");
    if (code.length !== 6) return fault("code", t.signIn.codeMissing);
    store.set({ busy: true, formFault: null, status: "" });
    let caller: Caller;
    try {
      const who = { email: screen.email, code };
      ({ caller } = await api.signIn({
        ...who,
        ...(screen.person ? { name: screen.person } : {}),
        ...(screen.join ? { join: screen.join } : {}),
      }));
    } catch (error) {
      return fault("code", wordFor(error));
    }
    await signedIn(caller.id);
  }

  function otherEmail(): void {
    const { screen } = store.state;
    const again = "again" in screen && screen.again;
    if (screen.name === "code" && screen.join) show({ name: "join", join: screen.join });
    else show({ name: "sign-in", again, email: "" });
  }

  return { fault, sendCode, resend, signIn, otherEmail };
}

export type SignIn = ReturnType<typeof makeSignIn>;
