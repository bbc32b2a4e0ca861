import type { OrganiserApi } from "../api";
import { at } from "../api";
import type { Job } from "../types";
import type {
  BankChange,
  Counted,
  FieldsAnswer,
  KindOffer,
  ManagedBank,
  NewBank,
  Target,
} from "./types";

interface Changed {
  bank: ManagedBank;
  /** The work that moves households, where the change needs any. */
  job: Job | null;
}

export type Turn = "open" | "pause" | "close";

/** The requests about phone banks. */
export function banksApi({ send }: OrganiserApi) {
  return {
    list: () => send<{ banks: ManagedBank[] }>("GET", at("banks")),
    one: (id: string) => send<{ bank: ManagedBank }>("GET", at("banks", id)),
    make: (bank: NewBank) => send<{ bank: ManagedBank }>("POST", at("banks"), bank),
    change: (id: string, change: BankChange) => send<Changed>("PUT", at("banks", id), change),
    turn: (id: string, turn: Turn) => send<Changed>("POST", at("banks", id, turn)),
    refresh: (id: string) => send<{ job: Job }>("POST", at("banks", id, "refresh")),
    kinds: () => send<{ kinds: KindOffer[] }>("GET", at("kinds")),
    fields: () => send<FieldsAnswer>("GET", at("fields")),
    refreshFields: () => send<{ job: Job }>("POST", at("fields", "refresh")),
    count: (target: Target, bank?: string) =>
      send<Counted>("POST", at("count"), bank ? { target, bank } : { target }),
  };
}

export type BanksApi = ReturnType<typeof banksApi>;
