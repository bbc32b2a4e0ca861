import { ApiError } from "../api/client";
import type { SignIn } from "../sign-in/actions";
import { codeWords, say, t } from "../strings";
import { moreApi } from "./api";
import { setMore } from "./ask";

/** What went wrong on the way in, in words. */
function wordFor(error: unknown, w: ReturnType<typeof codeWords>): string {
  if (!(error instanceof ApiError)) return t.errors.offline;
  const left = error.details?.tries_left;
  if (error.code === "code_wrong" || (error.code === "code_expired" && left === 0)) {
    if (typeof left !== "number") return w.codeWrong;
    return left > 0 ? say(t.signIn.codeWrongLeft, { n: left }) : w.codeUsedUp;
  }
  if (error.code === "code_expired") return w.codeExpired;
  if (error.code === "closed") return t.signIn.closed;
  if (error.code === "email_invalid") return t.signIn.emailWrong;
  if (error.status === 429) return t.signIn.tooMany;
  if (error.status === 403) return t.signIn.notAllowed;
  return error.status < 500 ? error.message : t.errors.server;
}

/** Says at a field of the form in front what a request failed of. */
export function signInFailed({ page, fault }: SignIn, field: string, error: unknown): void {
  const { screen } = page.state();
  if (screen.name === "code" && error instanceof ApiError && error.code === "name_needed") {
    // Somebody new, on another device than the one where they gave their name.
    page.store.set({ screen: { ...screen, person: "" } });
    return fault("name", t.join.nameMissing);
  }
  fault(field, wordFor(error, codeWords(page.state())));
}

/** Sends the code, or asks for one, once more; true where that went. */
export async function resend({ page, mail, failed }: SignIn): Promise<boolean> {
  const { screen } = page.state();
  if (screen.name !== "code") return false;
  page.store.set({ formFault: null, status: "" });
  try {
    await mail(screen);
  } catch (error) {
    await failed("code", error);
    return false;
  }
  // The code of a link is out of date with that.
  page.store.set({ status: codeWords(page.state()).resent, screen: { ...screen, code: "" } });
  return true;
}

/** Back to the form before, for another address. */
export function otherEmail({ page: { store } }: SignIn): void {
  const { screen } = store.state;
  if (screen.name !== "code") return;
  const { join, again } = screen;
  store.set({
    formFault: null,
    status: "",
    screen: join ? { name: "join", join } : { name: "sign-in", again, email: "" },
  });
}

/** Asks whether one may still join by this link, and for which campaign. */
export async function lookAtJoin({ page }: SignIn, join: string): Promise<void> {
  try {
    const { open, campaign } = await moreApi(page.api).join(join);
    page.store.set({ campaign });
    setMore(page, { joinClosed: !open });
    const { logo } = await moreApi(page.api).logo();
    setMore(page, { logo });
  } catch {
    // Unknown is not closed: the form says so if it does not work.
  }
}

/** For somebody who has joined before: the e-mail is enough. */
export function signInInstead({ page: { store } }: SignIn): void {
  history.replaceState(null, "", "/");
  store.set({ formFault: null, screen: { name: "sign-in", again: false, email: "" } });
}
