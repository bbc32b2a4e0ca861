import { ApiError } from "../../api/client";
import { ukMoment } from "../../format/uk-time";
import { fromUk, toApi } from "../../more/uk-hours";
import { focusFault } from "../../ui/focus";
import { applyTheme, rememberCampaign } from "../../ui/theme";
import { Model } from "../model";
import { say, words } from "../strings";
import { wrongDays } from "../ui/hours";
import { settingsApi } from "./api";
import { contrast, ENOUGH, isColour } from "./contrast";
import { LARGEST_LOGO, logoOf } from "./logo";
import type { Settings } from "./types";

/** Fields with something to say to them. */
export type Field = "name" | "brand" | "on_brand" | "hours" | "poll_date" | "ends" | "logo";

/** Settings while they are changed: the end of access as date and time of the UK. */
export interface Draft extends Omit<Settings, "ends_at"> {
  ends_date: string;
  ends_time: string;
}

export interface FormState {
  /** What the server has. */
  saved: Settings | null;
  draft: Draft | null;
  /** Something differs from what is saved. */
  changed: boolean;
  fault: string | null;
  faults: Partial<Record<Field, string>>;
  busy: boolean;
}

export function draftOf({ ends_at: ends, ...settings }: Settings): Draft {
  const moment = ends ? ukMoment(new Date(ends)) : { date: "", time: "" };
  return { ...settings, ends_date: moment.date, ends_time: moment.time };
}

/** The last minute of a day where no time is given. */
const END_OF_DAY = "23:59";

/** What is to be saved; `ends_at` is missing where its date is no date. */
export function settingsOf({ ends_date: date, ends_time: time, ...draft }: Draft): Settings {
  const at = date ? fromUk(date, time || END_OF_DAY) : null;
  return { ...draft, poll_date: draft.poll_date || null, ends_at: at && toApi(at) };
}

/** Only what differs: what somebody else has changed meanwhile stays, and the audit names no more. */
export function changesOf(saved: Settings, now: Settings): Partial<Settings> {
  const names = Object.keys(now) as (keyof Settings)[];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(now[name]) !== JSON.stringify(saved[name]))
      .map((name) => [name, now[name]]),
  );
}

/** What is wrong, field by field. */
export function faultsOf(draft: Draft): FormState["faults"] {
  const w = words.settings;
  const faults: FormState["faults"] = {};
  if (!draft.name.trim()) faults.name = w.nameMissing;
  if (!isColour(draft.brand)) faults.brand = w.colourWrong;
  if (!isColour(draft.on_brand)) faults.on_brand = w.colourWrong;
  else if (isColour(draft.brand) && contrast(draft.brand, draft.on_brand) < ENOUGH)
    faults.on_brand = w.contrastLow;
  if (wrongDays(draft.default_hours).length) faults.hours = w.hoursWrong;
  if (draft.ends_time && !draft.ends_date) faults.ends = w.endsWrong;
  return faults;
}

/** The campaign's settings, changed and saved. */
export class SettingsForm extends Model<FormState> {
  private readonly api = settingsApi(this.on.api);

  override start(): void {
    // What is typed is kept when the page comes back from signing in again.
    if (!this.state.draft) void this.look();
  }

  async look(): Promise<void> {
    const found = await this.on.ask(
      () => this.api.settings(),
      (fault) => this.set({ fault }),
    );
    if (found) this.take(found.settings);
  }

  private take(saved: Settings): void {
    this.set({ saved, draft: draftOf(saved), changed: false, fault: null });
  }

  change(what: Partial<Draft>): void {
    const { draft } = this.state;
    if (draft) this.set({ draft: { ...draft, ...what }, changed: true, faults: {} });
  }

  /** Takes a picture as the logo, made small enough. */
  async pickLogo(file: File): Promise<void> {
    const logo = await logoOf(file);
    if (logo) return this.change({ logo });
    const limit = Math.round(LARGEST_LOGO / 1024);
    this.set({ faults: { logo: say(words.settings.logoWrong, { limit }) } });
  }

  async save(): Promise<void> {
    const { saved: before, draft, busy } = this.state;
    if (!before || !draft || busy) return;
    const faults = faultsOf(draft);
    this.set({ faults, fault: null });
    if (Object.keys(faults).length > 0) return focusFault();
    this.set({ busy: true });
    const saved = await this.on.ask(
      () => this.api.save(changesOf(before, settingsOf(draft))),
      (fault, error) => {
        const low = error instanceof ApiError && error.code === "contrast_low";
        this.set(low ? { faults: { on_brand: words.settings.contrastLow } } : { fault });
      },
    );
    this.set({ busy: false });
    if (!saved) return;
    this.take(saved.settings);
    this.show(saved.settings);
    this.on.say(words.settings.saved);
  }

  /** The page itself wears what was saved. */
  private show(settings: Settings): void {
    const { store } = this.on.page;
    const { campaign } = store.state;
    if (!campaign) return;
    const { name, party, imprint, privacy_contact, brand, on_brand, poll_date } = settings;
    const now = { ...campaign, name, party, imprint, privacy_contact, brand, on_brand, poll_date };
    applyTheme(now);
    rememberCampaign(now);
    store.set({ campaign: now });
  }
}
