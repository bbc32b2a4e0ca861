import type { Api } from "../api/client";
import type { Caller, Campaign } from "../api/types";

/** The requests of somebody who is not signed in. */
export function signInApi({ send }: Pick<Api, "send">) {
  return {
    join: (code: string) =>
      send<{ open: boolean; campaign: Campaign }>("GET", `/api/join/${encodeURIComponent(code)}`),
    sendCode: (who: { email: string; join?: string; language?: string }) =>
      send<unknown>("POST", "/api/login/code", who),
    signIn: (who: { email: string; code: string; name?: string; join?: string }) =>
      send<{ caller: Caller }>("POST", "/api/login", who),
  };
}
