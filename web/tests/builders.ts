import type { Bank, Claim, Hours, PhoneNumber, Script } from "../src/api/types";
import { setStrings } from "../src/strings";
import en from "../src/strings/en.json";

setStrings(en);

/** Builders give defaults for all that a test does not mention. Numbers are Ofcom's drama numbers. */
export const LANDLINE: PhoneNumber = {
  id: "n-landline",
  e164: "+441134960000",
  display: "0113 496 0000",
  kind: "landline",
  whose: ["priya"],
  shared: false,
};
export const MOBILE: PhoneNumber = {
  id: "n-mobile",
  e164: "+447700900123",
  display: "07700 900123",
  kind: "mobile",
  whose: ["robin"],
  shared: false,
};

export const SCRIPT: Script = {
  id: "s1",
  version: 1,
  title: "Support",
  blocks: [
    { id: "hello", type: "text", text: "Hello, is that {{first_name}}?" },
    {
      id: "support",
      type: "question",
      kind: "single",
      label: "Will you vote for us?",
      options: [
        { id: "yes", label: "Yes" },
        { id: "no", label: "No" },
      ],
    },
    {
      id: "help",
      type: "question",
      kind: "several",
      label: "Could you help, {{first_name}}?",
      options: [
        { id: "poster", label: "A poster" },
        { id: "leaflets", label: "Leaflets" },
      ],
      show_if: { question: "support", any_of: ["yes"] },
    },
    {
      id: "where",
      type: "text",
      text: "Where shall we bring it?",
      show_if: { question: "help", any_of: ["poster"] },
    },
    { id: "more", type: "question", kind: "text", label: "Anything else?", options: [] },
  ],
};

export function aClaim(change: Partial<Claim> = {}): Claim {
  return {
    id: "claim-1",
    bank: "bank-1",
    until: "2027-02-10T19:00:00Z",
    household: { id: "h1", address: ["12 Mill Lane"], town: "Rivermouth", postcode: "RM1 2AB" },
    people: [
      { id: "priya", name: "Priya Shah", first_name: "Priya", target: true, settled: null },
      { id: "robin", name: "Robin Shah", first_name: "Robin", target: true, settled: null },
    ],
    numbers: [LANDLINE],
    ask_for: "priya",
    history: [],
    call_back: null,
    ringing_back: null,
    script: SCRIPT,
    ...change,
  };
}

export function everyDay(span: [string, string] | null): Hours {
  return { mon: span, tue: span, wed: span, thu: span, fri: span, sat: span, sun: span };
}

export function aBank(change: Partial<Bank> = {}): Bank {
  return {
    id: "bank-1",
    name: "Support",
    purpose: "",
    kind: "canvass",
    status: "open",
    hours: everyDay(["09:00", "21:00"]),
    open_now: true,
    opens_at: null,
    closes_at: null,
    return_number: "+441134960999",
    return_number_display: "0113 496 0999",
    cool_down_minutes: 240,
    max_attempts: 4,
    left_message_allowed: false,
    leaderboard: false,
    progress: { people: 10, reached: 2, calls: 5, conversations: 2, as_of: null },
    mine: { calls: 0, conversations: 0 },
    ...change,
  };
}
