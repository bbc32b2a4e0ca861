import type { Api } from "../api/client";
import type { Outbox } from "../outbox/outbox";
import type { Store } from "./state";

/** What the parts of the controller share. */
export interface Context {
  store: Store;
  api: Api;
  outbox: Outbox;
  /** The session has ended: sign in again, and keep everything that is here. */
  signedOut(): void;
}
