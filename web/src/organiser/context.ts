import { ApiError } from "../api/client";
import type { Caller } from "../api/types";
import type { Controller } from "../store/controller";
import { type OrganiserApi, organiserApi } from "./api";
import { faultWord } from "./faults";
import type { AnyModel } from "./model";
import { routeAt } from "./route";
import { screenNamed } from "./screens";

/** What the organiser's screens share: the server, ways to go, and the screen that is open. */
export class Organiser {
  readonly api: OrganiserApi;
  /** The navigation is unfolded, where there is no room for it beside the screen. */
  navOpen = false;
  private open: { path: string; model: AnyModel } | null = null;

  constructor(readonly page: Controller) {
    this.api = organiserApi(page.api);
  }

  get me(): Caller | null {
    return this.page.store.state.caller;
  }

  repaint(): void {
    this.page.store.set({});
  }

  /** Says what happened, in the strip below the top and to screen readers. */
  say(status: string): void {
    this.page.store.set({ status });
  }

  /**
   * Shows the screen at an address of the organiser's side. `inItsPlace`: back does not lead here; `sure`: what
   * is not saved on the one before was asked about.
   */
  go(path: string, inItsPlace = false, sure = false): void {
    if (!sure && this.open?.model.holds(() => this.go(path, inItsPlace, true))) return;
    if (inItsPlace) history.replaceState(null, "", path);
    else if (location.pathname !== path) history.pushState(null, "", path);
    this.navOpen = false;
    this.page.open("organiser");
  }

  showNav(yes: boolean): void {
    this.navOpen = yes;
    this.repaint();
  }

  /** The model of the screen at an address: the same one as long as the address is. */
  at(path: string): AnyModel {
    if (this.open?.path !== path) {
      const route = routeAt(path);
      this.open = { path, model: screenNamed(route.screen).open(this, route) };
    }
    return this.open.model;
  }

  /**
   * Does something that needs the server; undefined where it failed. A session that has ended asks to
   * sign in again; every other fault is handed to `failed` in words.
   */
  async ask<T>(
    work: () => Promise<T>,
    failed: (why: string, error: unknown) => void,
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      failed(faultWord(error), error);
      if (error instanceof ApiError && error.status === 401) this.page.signedOut();
      return undefined;
    }
  }
}

/** The one of this page. Whoever signs in instead of the one before begins anew: `more` is theirs. */
export function organiserOf(page: Controller): Organiser {
  const { more } = page.store.state;
  if (more.organiser) return more.organiser;
  const made = new Organiser(page);
  page.store.state.more.organiser = made;
  return made;
}
