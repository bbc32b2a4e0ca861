import { at, type OrganiserApi } from "../api";
import type { Overview, QuestionCount } from "./types";

/** The requests of the overview. */
export function overviewApi({ send }: Pick<OrganiserApi, "send">) {
  return {
    overview: (bank: string) =>
      send<Overview>("GET", at("overview") + (bank && `?bank=${encodeURIComponent(bank)}`)),
    answers: (bank: string) =>
      send<{ questions: QuestionCount[] }>("GET", at("banks", bank, "answers")),
    returnHeld: (caller: string | null) =>
      send<{ returned: number }>("POST", at("held", "return"), caller ? { caller } : {}),
    setBank: (bank: string, act: "open" | "pause") => send<unknown>("POST", at("banks", bank, act)),
  };
}
