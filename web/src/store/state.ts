import type { Bank, CallBack, Caller, Campaign, Today } from "../api/types";
import type { Draft } from "../call/draft";
import type { Flow } from "../call/flow";
import type { Problem } from "../call/response";
import type { More } from "../more/state";
import type { Entry } from "../outbox/storage";

/** A screen of somebody who is signed in; its address is its name. */
export type Place =
  | "banks"
  | "briefing"
  | "practice"
  | "call"
  | "my-calls"
  | "ringing-back"
  | "wrap-up"
  | "organiser";

/** `title`: what the document is called instead of the screen's own words. */
export type Screen = { title?: string } & (
  | { name: "starting" }
  /** `again`: the session ended in the middle of something, which waits behind this screen. */
  | { name: "sign-in"; again: boolean; email: string }
  | { name: "join"; join: string }
  | { name: "code"; again: boolean; email: string; code: string; person?: string; join?: string }
  | { name: Place }
  | { name: "problem"; why: "offline" | "server" | "elsewhere" | "closed" }
);

/** A message for one field of a form; `field` is the id of its input. */
export interface FormFault {
  field: string;
  text: string;
}

export type Sheet = "not-reached" | "skip" | "skip-note" | "leave" | "unsent" | "shortcuts" | "qr";

export interface State {
  screen: Screen;
  campaign: Campaign | null;
  caller: Caller | null;
  today: Today;
  banks: Bank[];
  /** The bank that was chosen last, by its id: briefing and practice are about it. */
  chosen: string | null;
  /** My call-backs that are still to be kept, in order of time. */
  callBacks: CallBack[];
  flow: Flow | null;
  /** What is entered for the claim that is shown. */
  draft: Draft | null;
  /** The field that stopped the last save. */
  problem: Problem | null;
  sheet: Sheet | null;
  /** What is wrong with the form in front: a wrong code and the like. */
  formFault: FormFault | null;
  busy: boolean;
  /** The number was copied a moment ago. */
  copied: boolean;
  /** What happened last, for the strip and for screen readers. */
  status: string;
  outbox: { waiting: number; stuck: boolean; refused: Entry[] };
  /** Single-key shortcuts are on. */
  keys: boolean;
  /** Calling is practised: invented people, and nothing is recorded. */
  practice: boolean;
  /** Loads a new version of the page, where there is one. */
  update: (() => void) | null;
  /** What the screens that load later need. */
  more: More;
}

/** Holds the state; whoever changes it has it painted, once for all changes of one event. */
export class Store {
  private due = false;

  constructor(
    public state: State,
    private readonly paint: (state: State) => void,
  ) {}

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.paint(this.state);
    });
  }
}

export function firstState(campaign: Campaign | null, keys: boolean): State {
  return {
    screen: { name: "starting" },
    campaign,
    caller: null,
    today: { calls: 0, conversations: 0 },
    banks: [],
    chosen: null,
    callBacks: [],
    flow: null,
    draft: null,
    problem: null,
    sheet: null,
    formFault: null,
    busy: false,
    copied: false,
    status: "",
    outbox: { waiting: 0, stuck: false, refused: [] },
    keys,
    practice: false,
    update: null,
    more: {},
  };
}
