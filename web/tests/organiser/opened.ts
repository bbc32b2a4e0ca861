import { organiser } from "../../src/more/organiser";
import { fakeApi } from "../fake-api";
import { openAt } from "../mounted";

/** A server whose caller is an organiser; `routes` answers by method and path ("GET /api/organiser/…"). */
export function organiserServer(routes: Record<string, unknown> = {}) {
  const server = fakeApi();
  server.caller.role = "organiser";
  for (const [route, answer] of Object.entries(routes)) server.routes.set(route, answer);
  return server;
}

/** Opens the page at an address of the organiser's side: `openOrganiser("import/imp-1", server)`. */
export async function openOrganiser(path: string, server = organiserServer()) {
  // jsdom fetches no styles, so the part would wait for them for ever.
  organiser.now ??= await import("../../src/organiser/organiser");
  const opened = await openAt(`organiser${path && `/${path}`}` as "organiser", server);
  return opened;
}
