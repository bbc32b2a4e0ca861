import type { Claim, Outcome } from "../api/types";

/**
 * A number identifies a voter, so none is kept on the device: what waits in the outbox, and a draft,
 * say which number of the card it was ("#0" is the best one). Numbers are put in when they are needed.
 */
interface Rung {
  number?: string | null;
  tried?: { number: string; outcome: Outcome }[];
}

/** The same with places instead of numbers. `numbers` are those of the card, E.164, best first. */
export function withPlaces<T extends Rung>(what: T, numbers: string[]): T {
  return eachNumber(what, (number) => {
    const place = numbers.indexOf(number);
    return place < 0 ? null : `#${place}`;
  });
}

/**
 * The same with the card's numbers again. Where the card is gone (reloaded long after), they are left
 * out, and the server takes the best number for the one that was rung.
 */
export function withNumbers<T extends Rung>(what: T, numbers: string[]): T {
  return eachNumber(what, (place) => numbers[Number(place.slice(1))] ?? null);
}

export function numbersOn(claim: Claim): string[] {
  return claim.numbers.map((number) => number.e164);
}

function eachNumber<T extends Rung>(what: T, change: (number: string) => string | null): T {
  const changed = { ...what };
  if (what.number) {
    const found = change(what.number);
    if (found === null) delete changed.number;
    else changed.number = found;
  }
  if (what.tried) {
    changed.tried = what.tried.flatMap((one) => {
      const found = change(one.number);
      return found === null ? [] : [{ ...one, number: found }];
    });
  }
  return changed;
}
