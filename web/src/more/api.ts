import type { Api } from "../api/client";
import type {
  Bank,
  Call,
  CallBack,
  Caller,
  Campaign,
  Claim,
  Leaderboard,
  RingingBack,
  Script,
} from "../api/types";

/** The requests of the screens around calling, which load later. */
export function moreApi({ send }: Pick<Api, "send">) {
  return {
    join: (code: string) =>
      send<{ open: boolean; campaign: Campaign }>("GET", `/api/join/${encodeURIComponent(code)}`),
    logo: () => send<{ logo: string | null }>("GET", "/api/campaign/logo"),
    callBacks: () => send<{ call_backs: CallBack[] }>("GET", "/api/my/callbacks"),
    myCalls: () => send<{ calls: Call[] }>("GET", "/api/my/calls"),
    /** The call of a claim with the card as it was then, to be corrected; null where it is not recorded yet. */
    myCall: (claim: string) =>
      send<{ call: Call | null; claim: Claim }>(
        "GET",
        `/api/my/calls/${encodeURIComponent(claim)}`,
      ),
    bank: (bank: string) =>
      send<{ bank: Bank; script: Script }>("GET", `/api/banks/${encodeURIComponent(bank)}`),
    ringingBack: (number: string) =>
      send<{ matches: RingingBack[] }>(
        "GET",
        `/api/ringing-back?number=${encodeURIComponent(number)}`,
      ),
    takeCall: (who: { household: string; number: string; bank: string }) =>
      send<{ claim: Claim }>("POST", "/api/ringing-back", who),
    settings: (settings: { on_leaderboard: boolean }) =>
      send<{ caller: Caller }>("PUT", "/api/me", settings),
    leaderboard: (bank: string) =>
      send<Leaderboard>("GET", `/api/banks/${encodeURIComponent(bank)}/leaderboard`),
    note: (note: { id: string; text: string; bank?: string }) =>
      send<unknown>("POST", "/api/my/notes", note),
  };
}
