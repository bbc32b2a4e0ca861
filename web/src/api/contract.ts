/**
 * The page's own types, held against those generated from the server's code (`make types`): what the server sends
 * must be what the page expects. Types only: nothing of this is in the bundle.
 */
import type { components } from "./openapi";
import type * as page from "./types";

type Server = components["schemas"];
/** Fails to compile where the server's answer is not what the page takes it for. */
type Fits<Sent extends Expected, Expected> = Sent;
/** Days are plain keys in the document. */
type WithoutHours<T> = Omit<T, "hours">;

export type Checked = [
  Fits<Server["Me"], page.Me>,
  Fits<Server["Campaign"], page.Campaign>,
  Fits<WithoutHours<Server["Bank"]>, WithoutHours<page.Bank>>,
  Fits<Server["Script"], page.Script>,
  Fits<Server["Claim"], page.Claim>,
  Fits<Server["Call"], page.Call>,
  Fits<Server["Claimed"] | Server["NothingNow"] | Server["NoNext"], page.Next>,
  Fits<Server["ErrorBody"], { code: string; message: string }>,
];
