import { fromUk } from "../../more/uk-hours";
import { focusFault } from "../../ui/focus";
import { chunked } from "../chunked";
import type { Organiser } from "../context";
import { everyVisible } from "../every";
import { readText } from "../files";
import { Model } from "../model";
import { say, words } from "../strings";
import { MOST_AT_ONCE, volunteersApi } from "./api";
import { type Understood, understand } from "./parse";
import type { Added, HandedCode, JoinLink, Role, Volunteer, Waiting } from "./types";

const LOOK_EVERY_MS = 30_000;
/** So many rows are shown at first; a phone need not lay out a thousand. */
export const PAGE = 100;

/** A list of new people that is being written, sent, or was sent. */
export interface Adding {
  text: string;
  fileName: string | null;
  understood: Understood;
  busy: boolean;
  done: number;
  fault: string | null;
  result: Added | null;
}

/** The question in front, if any; `id` is a volunteer's. */
export type Asking =
  | { what: "new-link"; until: string }
  | { what: "end-link" }
  | { what: "change"; id: string; name: string; role: Role }
  | { what: "remove"; id: string }
  /** A code for them: `made` once it is there, and `copied` a moment ago. */
  | { what: "code"; id: string; name: string; made: HandedCode | null; copied: boolean };

export interface VolunteersState {
  volunteers: Volunteer[] | null;
  join: JoinLink | null;
  waiting: Waiting[];
  fault: string | null;
  search: string;
  /** Only those with something odd, or those who were removed. */
  only: "here" | "odd" | "removed";
  shown: number;
  adding: Adding;
  asking: Asking | null;
  busy: boolean;
  askFault: string | null;
  copied: boolean;
}

const NOTHING: Adding = {
  text: "",
  fileName: null,
  understood: { people: [], refused: [] },
  busy: false,
  done: 0,
  fault: null,
  result: null,
};

const FIRST: VolunteersState = {
  volunteers: null,
  join: null,
  waiting: [],
  fault: null,
  search: "",
  only: "here",
  shown: PAGE,
  adding: NOTHING,
  asking: null,
  busy: false,
  askFault: null,
  copied: false,
};

/** Who calls, how they got in, and what is odd about their calls. */
export class VolunteersModel extends Model<VolunteersState> {
  private readonly api;
  private stopLooking: (() => void) | null = null;

  constructor(on: Organiser) {
    super(on, FIRST);
    this.api = volunteersApi(on.api);
  }

  override start(): void {
    void this.load();
    this.stopLooking = everyVisible(LOOK_EVERY_MS, () => void this.load());
  }

  override stop(): void {
    this.stopLooking?.();
  }

  async load(): Promise<void> {
    const found = await this.on.ask(this.api.list, (fault) => {
      // What is on the screen already stays good until the next look.
      if (!this.state.volunteers) this.set({ fault });
    });
    if (found) this.set({ ...found, fault: null });
  }

  // The list.

  search(search: string): void {
    this.set({ search, shown: PAGE });
  }

  show(only: VolunteersState["only"]): void {
    this.set({ only, shown: PAGE });
  }

  showMore(): void {
    this.set({ shown: this.state.shown + PAGE });
  }

  volunteer(id: string): Volunteer | null {
    return this.state.volunteers?.find((one) => one.id === id) ?? null;
  }

  // Questions, and what follows from their answers.

  askFor(asking: Asking | null): void {
    this.set({ asking, askFault: null, busy: false });
  }

  /** Changes what is entered in the question in front. */
  enter(change: { until?: string; name?: string; role?: Role }): void {
    const { asking } = this.state;
    if (asking) this.set({ asking: { ...asking, ...change } as Asking });
  }

  /** Does what was asked about; says `done` and looks again. */
  private async act(work: () => Promise<unknown>, done: string): Promise<void> {
    this.set({ busy: true, askFault: null });
    let failed = false;
    await this.on.ask(work, (askFault) => {
      failed = true;
      this.set({ busy: false, askFault });
    });
    if (failed) return;
    this.askFor(null);
    this.on.say(done);
    await this.load();
  }

  async makeLink(): Promise<void> {
    const { asking } = this.state;
    const until = asking?.what === "new-link" && asking.until ? endOf(asking.until) : null;
    await this.act(() => this.api.newLink(until), words.volunteers.linkMade);
  }

  endLink(): Promise<void> {
    return this.act(this.api.endLink, words.volunteers.linkEnded);
  }

  async change(): Promise<void> {
    const { asking } = this.state;
    const before = asking?.what === "change" ? this.volunteer(asking.id) : null;
    if (!before || asking?.what !== "change") return;
    const name = asking.name.trim();
    if (!name) {
      this.set({ askFault: words.volunteers.nameMissing });
      return focusFault();
    }
    const change = {
      ...(name === before.name ? {} : { name }),
      ...(asking.role === before.role ? {} : { role: asking.role }),
    };
    if (Object.keys(change).length === 0) return this.askFor(null);
    await this.act(
      () => this.api.change(before.id, change),
      say(words.volunteers.changed, { name }),
    );
  }

  async remove(id: string): Promise<void> {
    const name = this.volunteer(id)?.name ?? "";
    await this.act(() => this.api.remove(id), say(words.volunteers.removed, { name }));
  }

  async takeBack(id: string): Promise<void> {
    const name = this.volunteer(id)?.name ?? "";
    await this.act(
      () => this.api.change(id, { active: true }),
      say(words.volunteers.takenBack, { name }),
    );
  }

  // Getting in without mail.

  /** Whether codes are handed out here for everybody, because no mail is sent. */
  get byHand(): boolean {
    return this.on.page.store.state.campaign?.codes_by === "organiser";
  }

  /** Makes a code for somebody and shows it; one that was handed out to them before is void. */
  async handOut(id: string, name: string): Promise<void> {
    const asking: Asking = { what: "code", id, name, made: null, copied: false };
    this.askFor(asking);
    this.set({ busy: true });
    // Whoever closed it meanwhile can have another one made, and sees it in no other person's question.
    const still = () => this.state.asking === asking;
    const made = await this.on.ask(
      () => this.api.handOut(id),
      (askFault) => still() && this.set({ askFault }),
    );
    if (still()) this.set({ busy: false, asking: made ? { ...asking, made } : asking });
    await this.load();
  }

  async copyLink(): Promise<void> {
    const { asking } = this.state;
    if (asking?.what !== "code" || !asking.made) return;
    await navigator.clipboard?.writeText(asking.made.link);
    this.set({ asking: { ...asking, copied: true } });
  }

  async sendAway(one: Waiting): Promise<void> {
    await this.act(
      () => this.api.sendAway(one.id),
      say(words.volunteers.waiting.sentAway, { name: one.name || one.email }),
    );
  }

  async letMail(id: string): Promise<void> {
    const name = this.volunteer(id)?.name ?? "";
    await this.act(() => this.api.letMail(id), say(words.volunteers.mail.letThrough, { name }));
  }

  async copy(url: string): Promise<void> {
    await navigator.clipboard?.writeText(url);
    this.set({ copied: true });
    setTimeout(() => this.set({ copied: false }), 2_000);
  }

  // New people.

  private setAdding(change: Partial<Adding>): void {
    this.set({ adding: { ...this.state.adding, ...change } });
  }

  write(text: string): void {
    this.setAdding({ ...NOTHING, text, understood: understand(text) });
  }

  async choose(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      const { text, binary } = await readText(file);
      if (binary) return this.setAdding({ ...NOTHING, fault: words.lists.notText });
      this.write(text);
      this.setAdding({ fileName: file.name });
    } catch {
      this.setAdding({ ...NOTHING, fault: words.lists.unreadableFile });
    }
  }

  /** Sends the people who were understood, in parts. One part that fails is sent again by the same button. */
  async add(): Promise<void> {
    const { adding } = this.state;
    const { people } = adding.understood;
    if (adding.busy) return;
    if (people.length === 0) {
      this.setAdding({ fault: words.volunteers.nobodyYet });
      return focusFault();
    }
    this.setAdding({ busy: true, fault: null });
    let result: Added = adding.result ?? { added: 0, known: 0, refused: [] };
    const sending = chunked(
      people,
      (part) => this.api.add(part),
      (answer, done) => {
        result = sum(result, answer);
        this.setAdding({ done, result });
      },
      { size: MOST_AT_ONCE, from: adding.done },
    );
    await this.on.ask(
      () => sending,
      (fault) => this.setAdding({ fault }),
    );
    this.setAdding({ busy: false });
    if (this.state.adding.fault) return;
    this.set({ adding: { ...NOTHING, result } });
    this.on.say(say(words.volunteers.addedSay, { n: result.added }));
    await this.load();
  }
}

const sum = (one: Added, other: Added): Added => ({
  added: one.added + other.added,
  known: one.known + other.known,
  refused: [...one.refused, ...other.refused],
});

/** The last minute of a day in UK time; null where it is no date. */
const endOf = (date: string) => fromUk(date, "23:59")?.toISOString() ?? null;

/** Whether there is something to look at: with their calls, or with mail to them. */
export const isOdd = (one: Volunteer) => one.flags.length > 0 || one.mail !== null;

/** Those of a list whom the search and the filter leave, those who called last first. */
export function selected({ volunteers, search, only }: VolunteersState): Volunteer[] {
  const wanted = search.trim().toLowerCase();
  return (volunteers ?? [])
    .filter((one) => one.active !== (only === "removed"))
    .filter((one) => only !== "odd" || isOdd(one))
    .filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(wanted))
    .sort((a, b) => (b.last_seen_at ?? "").localeCompare(a.last_seen_at ?? ""));
}
