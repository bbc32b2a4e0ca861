import { at, type OrganiserApi } from "../api";
import type { Export, ExportKind, Results } from "./types";

/** Which calls are counted; what is empty does not restrict. Days are UK days, YYYY-MM-DD. */
export interface Filters {
  bank: string;
  from: string;
  to: string;
  caller: string;
}

export const resultsApi = ({ send }: OrganiserApi) => ({
  results: (filters: Filters) => {
    const asked = Object.entries(filters).filter(([, value]) => value);
    const query = new URLSearchParams(asked).toString();
    return send<Results>("GET", at("results") + (query && `?${query}`));
  },
  banks: () => send<{ banks: { id: string; name: string }[] }>("GET", at("banks")),
  volunteers: () =>
    send<{ volunteers: { id: string; name: string; calls: number }[] }>("GET", at("volunteers")),
  exports: () => send<{ exports: Export[] }>("GET", at("exports")),
  make: (kind: ExportKind, bank: string, since_last: boolean) =>
    send<{ export: Export }>("POST", at("exports"), {
      kind,
      since_last,
      ...(bank ? { bank } : {}),
    }),
  link: (id: string) => send<{ url: string; name: string }>("POST", `${at("exports", id)}/link`),
});
