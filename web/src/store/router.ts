import type { Place } from "./state";

const PLACES: readonly Place[] = [
  "banks",
  "briefing",
  "practice",
  "call",
  "my-calls",
  "ringing-back",
  "wrap-up",
  "organiser",
];

/** The screen at an address or below it; null where the page decides, or nobody is signed in. */
export function placeAt(path: string): Place | null {
  const name = path.split("/")[1];
  return PLACES.find((place) => place === name) ?? null;
}

/** Shows a screen's address. Back then leads to the screen before, unless this one stands for it. */
export function showAddress(place: Place, inItsPlace: boolean): void {
  const path = `/${place}`;
  // The organiser's screens have addresses of their own below it.
  if (placeAt(location.pathname) === place) return;
  if (inItsPlace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
}
