import type { Claim, Person, PhoneNumber } from "../api/types";

export function personOf(claim: Claim, id: string | null): Person | null {
  return claim.people.find((person) => person.id === id) ?? null;
}

/** The person to ask for; the first listed when the server named nobody known. */
export function askFor(claim: Claim): Person | null {
  return personOf(claim, claim.ask_for) ?? claim.people[0] ?? null;
}

/** The number with this id; the best one where there is none. */
export function numberOf(claim: Claim, id: string | null): PhoneNumber | null {
  return claim.numbers.find((number) => number.id === id) ?? claim.numbers[0] ?? null;
}

/** People whose answers can be recorded: to be asked in this bank, and not settled; first whom to ask for. */
export function recordable(claim: Claim): Person[] {
  const open = claim.people.filter((person) => person.target && !person.settled);
  return open.sort((a, b) => Number(b.id === claim.ask_for) - Number(a.id === claim.ask_for));
}

/**
 * True when the volunteer can't know who will answer: the number is shared, nobody knows whose it
 * is, or it is not the number of the person to ask for. A household of one leaves no doubt.
 */
export function mustAskWho(claim: Claim, number: PhoneNumber | null): boolean {
  if (claim.people.length < 2 || !number) return false;
  return number.shared || number.whose.length !== 1 || number.whose[0] !== askFor(claim)?.id;
}
