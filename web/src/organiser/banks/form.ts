/** What is filled in for a bank, new or there already: pure. Fields are texts, as the page's inputs hold them. */
import type { Day, Hours } from "../../api/types";
import { draftOf, EVERYBODY, type TargetDraft, targetOf } from "./target";
import type { BankChange, BankKind, BankRules, KindOffer, ManagedBank, NewBank } from "./types";

export interface BankForm {
  kind: BankKind;
  name: string;
  purpose: string;
  target: TargetDraft;
  /** False: the people whom imports named the bank for, as the command makes them; there are no rules. */
  filtered: boolean;
  priority: number;
  hours: Hours;
  coolDown: number;
  busyWait: number;
  attempts: number;
  messages: boolean;
  screening: "ask" | "waive";
  waived: string;
  /** The kind of bank asks for screening: doing without it needs a reason. */
  screeningDue: boolean;
  returnNumber: string;
  leaderboard: boolean;
  claimsPerHour: string;
  skipsPerHour: string;
  /** The id of the bank whose script it begins with; empty for the kind's own. */
  scriptOf: string;
}

export type FormField =
  | "name"
  | "purpose"
  | "target"
  | "hours"
  | "waived"
  | "returnNumber"
  | "claimsPerHour"
  | "skipsPerHour";

/** What is wrong with a field: a key of the words for it. */
export type FormFaults = Partial<Record<FormField, FaultKey>>;
export type FaultKey =
  | "nameMissing"
  | "nameLong"
  | "purposeLong"
  | "targetLacks"
  | "hoursWrong"
  | "hoursNone"
  | "waivedMissing"
  | "waivedShort"
  | "waivedLong"
  | "numberWrong"
  | "limitWrong";

export const LONGEST_NAME = 80;
export const LONGEST_PURPOSE = 500;
export const LONGEST_REASON = 300;
/** The server takes no shorter one: “n/a” is no reason. */
const SHORTEST_REASON = 8;
const HOURLY = { least: 1, most: 1_000 };

/** What a bank is where neither it nor its kind says otherwise; as the server has it. */
const USUAL: Omit<BankRules, "hours"> = {
  cool_down_minutes: 240,
  busy_wait_minutes: 15,
  max_attempts: 3,
  left_message_allowed: false,
  screening: false,
  screening_waived: "",
  return_number: null,
  leaderboard: false,
  priority: 3,
  claims_per_hour: 120,
  skips_per_hour: 30,
};

function rulesForm(rules: BankRules) {
  return {
    priority: rules.priority,
    hours: whole(rules.hours),
    coolDown: rules.cool_down_minutes,
    busyWait: rules.busy_wait_minutes,
    attempts: rules.max_attempts,
    messages: rules.left_message_allowed,
    screening: rules.screening && !rules.screening_waived ? ("ask" as const) : ("waive" as const),
    waived: rules.screening_waived,
    screeningDue: rules.screening,
    returnNumber: rules.return_number ?? "",
    leaderboard: rules.leaderboard,
    claimsPerHour: String(rules.claims_per_hour),
    skipsPerHour: String(rules.skips_per_hour),
  };
}

const DAYS: readonly Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** A day that is not named is closed. */
const whole = (hours: Partial<Hours>) =>
  Object.fromEntries(DAYS.map((day) => [day, hours[day] ?? null])) as Hours;

/** A new bank of a kind. `hours` are the campaign's, where the kind has none. */
export function newForm(offer: KindOffer, hours: Hours): BankForm {
  return {
    kind: offer.kind,
    name: "",
    purpose: "",
    target: draftOf(offer.target ?? null),
    filtered: true,
    scriptOf: "",
    ...rulesForm({ ...USUAL, hours, ...given(offer.defaults) }),
  };
}

const given = (defaults: Partial<BankRules>): Partial<BankRules> =>
  Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));

/** Another kind: its defaults come in, except where the organiser has decided something already. */
export function otherKind(form: BankForm, from: KindOffer, to: KindOffer, hours: Hours): BankForm {
  const before = newForm(from, hours);
  const after = newForm(to, hours);
  const kept = Object.entries(form).filter(
    ([field, value]) => !same(value, before[field as keyof BankForm]),
  );
  const { kind, screeningDue } = after;
  return { ...after, ...Object.fromEntries(kept), kind, screeningDue };
}

/** A bank that is there already. */
export function formOf(bank: ManagedBank): BankForm {
  return {
    kind: bank.kind,
    name: bank.name,
    purpose: bank.purpose,
    target: bank.target ? draftOf(bank.target) : EVERYBODY,
    filtered: bank.target !== null,
    scriptOf: "",
    ...rulesForm({ ...bank, return_number: bank.return_number_display ?? bank.return_number }),
  };
}

export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A number as it is written in Britain or with a country, as E.164; null where it can't be one. */
export function asE164(typed: string): string | null {
  const bare = typed.replace(/\(0\)|[\s().-]/g, "");
  const number = bare.replace(/^00/, "+").replace(/^0/, "+44");
  return /^\+[1-9]\d{7,14}$/.test(number) ? number : null;
}

const hourly = (typed: string) => {
  const n = Number(typed);
  return Number.isInteger(n) && n >= HOURLY.least && n <= HOURLY.most ? n : null;
};

/** What has to be put right before it can be saved. */
export function faultsOf(form: BankForm): FormFaults {
  const faults: FormFaults = {};
  const name = form.name.trim();
  if (!name) faults.name = "nameMissing";
  else if (name.length > LONGEST_NAME) faults.name = "nameLong";
  if (form.purpose.trim().length > LONGEST_PURPOSE) faults.purpose = "purposeLong";
  if (form.filtered && !targetOf(form.target)) faults.target = "targetLacks";
  const spans = Object.values(form.hours).filter((span) => span !== null);
  if (spans.length === 0) faults.hours = "hoursNone";
  else if (spans.some(([from, to]) => !from || !to || from >= to)) faults.hours = "hoursWrong";
  if (form.screening === "waive") {
    const reason = form.waived.trim();
    if (!reason && form.screeningDue) faults.waived = "waivedMissing";
    else if (reason && reason.length < SHORTEST_REASON) faults.waived = "waivedShort";
    else if (reason.length > LONGEST_REASON) faults.waived = "waivedLong";
  }
  if (form.returnNumber.trim() && !asE164(form.returnNumber)) faults.returnNumber = "numberWrong";
  if (hourly(form.claimsPerHour) === null) faults.claimsPerHour = "limitWrong";
  if (hourly(form.skipsPerHour) === null) faults.skipsPerHour = "limitWrong";
  return faults;
}

function rulesOf(form: BankForm): BankRules {
  const waived = form.screening === "waive" ? form.waived.trim() : "";
  return {
    hours: form.hours,
    cool_down_minutes: form.coolDown,
    busy_wait_minutes: form.busyWait,
    max_attempts: form.attempts,
    left_message_allowed: form.messages,
    screening: form.screening === "ask" || waived !== "",
    screening_waived: waived,
    return_number: asE164(form.returnNumber),
    leaderboard: form.leaderboard,
    priority: form.priority,
    claims_per_hour: Number(form.claimsPerHour),
    skips_per_hour: Number(form.skipsPerHour),
  };
}

/** The new bank as the server takes it; only for a form without faults. */
export function newBankOf(form: BankForm): NewBank {
  return {
    name: form.name.trim(),
    kind: form.kind,
    purpose: form.purpose.trim(),
    status: "paused",
    target: targetOf(form.target) ?? { match: "all", rules: [] },
    ...(form.scriptOf ? { copy_script_of: form.scriptOf } : {}),
    ...rulesOf(form),
  };
}

/** What differs from before, as the server takes it; empty where nothing does. */
export function changeOf(before: BankForm, form: BankForm): BankChange {
  const old: BankChange = { ...rulesOf(before), ...wordsOf(before) };
  const now: BankChange = { ...rulesOf(form), ...wordsOf(form) };
  const changed = Object.entries(now).filter(
    ([field, value]) => !same(value, old[field as keyof BankChange]),
  );
  return Object.fromEntries(changed);
}

function wordsOf(form: BankForm): BankChange {
  const target = form.filtered ? targetOf(form.target) : null;
  return {
    name: form.name.trim(),
    purpose: form.purpose.trim(),
    ...(target ? { target } : {}),
  };
}

/** What follows from a change for those who are calling and those who wait: keys of the words for it. */
export type Follows =
  | "target"
  | "hours"
  | "coolDown"
  | "attempts"
  | "screening"
  | "priority"
  | "messages"
  | "returnNumber"
  | "leaderboard";

const FOLLOWS: readonly [Follows, readonly (keyof BankChange)[]][] = [
  ["target", ["target"]],
  ["hours", ["hours"]],
  ["coolDown", ["cool_down_minutes", "busy_wait_minutes"]],
  ["attempts", ["max_attempts"]],
  ["screening", ["screening", "screening_waived"]],
  ["priority", ["priority"]],
  ["messages", ["left_message_allowed"]],
  ["returnNumber", ["return_number"]],
  ["leaderboard", ["leaderboard"]],
];

export const followsOf = (change: BankChange): Follows[] =>
  FOLLOWS.filter(([, fields]) => fields.some((field) => field in change)).map(([key]) => key);
