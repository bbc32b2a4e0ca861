/** Addresses of the organiser's side: /organiser, /organiser/<screen>[/<id>[/<sub>]]. */
export interface Route {
  /** Empty for the overview. */
  screen: string;
  id: string | null;
  sub: string | null;
}

const ROOT = "/organiser";

/** What an address below /organiser asks for. */
export function routeAt(path: string): Route {
  const [, , screen = "", id, sub] = path.split("/").map(decoded);
  return { screen, id: id || null, sub: sub || null };
}

/** A part that can't be decoded was typed by hand: it is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a screen: `pathOf("banks", id, "script")`; without arguments, the overview's. */
export function pathOf(...parts: string[]): string {
  return [ROOT, ...parts.filter(Boolean).map(encodeURIComponent)].join("/");
}
