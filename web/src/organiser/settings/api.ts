import { at, type OrganiserApi } from "../api";
import type { Certificate, Closing, Settings } from "./types";

/** The requests of settings and of closing. */
export function settingsApi({ send }: Pick<OrganiserApi, "send">) {
  return {
    settings: () => send<{ settings: Settings }>("GET", at("settings")),
    save: (settings: Partial<Settings>) =>
      send<{ settings: Settings }>("PUT", at("settings"), settings),
    closing: () => send<Closing>("GET", at("close")),
    close: (name: string) => send<unknown>("POST", at("close"), { name }),
    callOff: () => send<unknown>("DELETE", at("close")),
    destroy: (name: string) => send<unknown>("POST", at("close", "destroy"), { name }),
    exportLink: (id: string) =>
      send<{ url: string; name: string }>("POST", at("exports", id, "link")),
    /** Public: nobody is signed in any more once all is destroyed. */
    closed: () => send<{ closed: boolean; certificate: Certificate | null }>("GET", "/api/close"),
  };
}
