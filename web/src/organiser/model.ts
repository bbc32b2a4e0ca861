import type { VNode } from "preact";
import type { Organiser } from "./context";
import type { Route } from "./route";

/**
 * What a screen knows and can do. A view gets it and shows `state`; it emits events by calling the
 * functions of its module. Kept while the same address is open, also behind signing in again.
 */
export class Model<State extends object> {
  constructor(
    readonly on: Organiser,
    public state: State,
  ) {}

  /** Changes the state and has it painted, once for all changes of one event. */
  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.on.repaint();
  }

  /** The screen is shown, perhaps again: what it needs is fetched, and timers begin. */
  start(): void {}

  /** The screen is left: timers end. */
  stop(): void {}

  /**
   * Asked before another of the organiser's screens opens: true keeps this one, which asks first and then calls
   * `go` itself where that is wanted.
   */
  holds(_go: () => void): boolean {
    return false;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each screen's model has a state of its own
export type AnyModel = Model<any>;

/** One screen of the organiser's side; listed in `screens.ts`. `Of` is its model. */
export interface OrganiserScreen<Of extends AnyModel = AnyModel> {
  /** The first part of its address below /organiser; empty for the overview. */
  name: string;
  /** Its word in the navigation; empty where it is reached from another screen. */
  label: () => string;
  /** The heading, which is the document's title as well. */
  title: (model: Of) => string;
  open: (on: Organiser, route: Route) => Of;
  view: (props: { model: Of }) => VNode | null | false;
}

/** Lets a screen be listed beside others whose models differ. */
export function screen<Of extends AnyModel>(one: OrganiserScreen<Of>): OrganiserScreen {
  return one as unknown as OrganiserScreen;
}
