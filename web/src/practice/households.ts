import type { Bank, Claim, EarlierCall, Person, PhoneNumber, Script } from "../api/types";
import { toApi } from "../more/uk-hours";
import { t } from "../strings";

/** Invented people. The numbers are of the ranges that Ofcom keeps free for drama: nobody has them. */
const LEASE_MS = 24 * 60 * 60_000;
const DAY_MS = LEASE_MS;
const PROMISED_AGO_MS = 5 * 60_000;

interface Invented {
  address: string;
  /** First names and one surname; the first is to be asked for. */
  people: string[];
  surname: string;
  numbers: { e164: string; display: string; kind: PhoneNumber["kind"]; whose: number[] }[];
  /** Rung before in vain, and promised a call-back since. */
  promised?: boolean;
}

const HOUSEHOLDS: Invented[] = [
  {
    address: "4 Orchard Row",
    people: ["Grace"],
    surname: "Okafor",
    numbers: [{ e164: "+447700900201", display: "07700 900201", kind: "mobile", whose: [0] }],
  },
  {
    address: "17 Chapel Lane",
    people: ["Alison", "Tom"],
    surname: "Reed",
    numbers: [{ e164: "+441134960201", display: "0113 496 0201", kind: "landline", whose: [0, 1] }],
  },
  {
    address: "2 Mill Cottages",
    people: ["Yasmin", "Imran"],
    surname: "Khan",
    numbers: [
      { e164: "+447700900212", display: "07700 900212", kind: "mobile", whose: [0] },
      { e164: "+441134960212", display: "0113 496 0212", kind: "landline", whose: [0, 1] },
    ],
  },
  {
    address: "31 Station Road",
    people: ["Carys", "Owen"],
    surname: "Bevan",
    numbers: [{ e164: "+447700900233", display: "07700 900233", kind: "mobile", whose: [1] }],
  },
  {
    address: "8 Church Street",
    people: ["Margaret"],
    surname: "Hughes",
    numbers: [{ e164: "+442920180201", display: "029 2018 0201", kind: "landline", whose: [0] }],
    promised: true,
  },
];

/** The households of one practice, with the bank's real script. `now`: the call-back of the last is due. */
export function makeHouseholds(bank: Bank, script: Script, now: Date): Claim[] {
  return HOUSEHOLDS.map((one, index) => claimOf(one, `practice-${index + 1}`, bank, script, now));
}

function claimOf(one: Invented, id: string, bank: Bank, script: Script, now: Date): Claim {
  const people: Person[] = one.people.map((first, index) => ({
    id: `${id}-person-${index}`,
    name: `${first} ${one.surname}`,
    first_name: first,
    target: true,
    settled: null,
  }));
  const idOf = (index: number) => people[index]?.id ?? "";
  const promise = {
    at: toApi(new Date(now.getTime() - PROMISED_AGO_MS)),
    person: idOf(0),
    note: t.practice.promiseNote,
  };
  return {
    id,
    bank: bank.id,
    until: toApi(new Date(now.getTime() + LEASE_MS)),
    household: { id, address: [one.address], town: t.practice.town, postcode: "" },
    people,
    numbers: one.numbers.map(({ whose, ...number }, index) => ({
      ...number,
      id: `${id}-number-${index}`,
      whose: whose.map(idOf),
      shared: whose.length > 1,
    })),
    ask_for: idOf(0),
    history: one.promised ? earlier(idOf(0), now) : [],
    call_back: one.promised ? promise : null,
    ringing_back: null,
    script,
  };
}

function earlier(person: string, now: Date): EarlierCall[] {
  const call = (days: number, outcome: EarlierCall["outcome"], note: string | null) => ({
    at: toApi(new Date(now.getTime() - days * DAY_MS)),
    outcome,
    by_me: false,
    number_display: null,
    people: [{ person, outcome }],
    note,
  });
  return [call(1, "call_back", t.practice.promiseNote), call(3, "not_home", null)];
}
