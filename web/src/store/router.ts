import type { Place } from "./state";

const PLACES: readonly Place[] = [
  "banks",
  "briefing",
  "practice",
  "call",
  "my-calls",
  "ringing-back",
  "wrap-up",
];

/** The screen at an address; null where the page decides, or nobody is signed in. */
export function placeAt(path: string): Place | null {
  return PLACES.find((place) => path === `/${place}`) ?? null;
}

/** Shows a screen's address. Back then leads to the screen before, unless this one stands for it. */
export function showAddress(place: Place, inItsPlace: boolean): void {
  const path = `/${place}`;
  if (location.pathname === path) return;
  if (inItsPlace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
}
