/**
 * The organiser's own types, held against those generated from the server's code (`make types`), as
 * src/api/contract.ts does for calling. Types only: nothing of this is in the bundle.
 */
import type { components } from "../api/openapi";
import type * as audit from "./audit/types";
import type * as banks from "./banks/types";
import type * as imports from "./imports/types";
import type * as lists from "./lists/types";
import type * as overview from "./overview/types";
import type * as quality from "./quality/types";
import type * as results from "./results/types";
import type * as script from "./script/types";
import type * as settings from "./settings/types";
import type * as shared from "./types";
import type * as volunteers from "./volunteers/types";

type Server = components["schemas"];
/** Fails to compile where the server's answer is not what the page takes it for. */
type Fits<Sent extends Expected, Expected> = Sent;
/** Days are plain keys in the document. */
type WithoutHours<T> = Omit<T, "default_hours">;
type WithoutRules<T> = Omit<T, "hours" | "defaults" | "target">;

export type Checked = [
  Fits<Server["JobBody"], shared.Job>,
  Fits<Server["AuditEntry"], audit.AuditEntry>,
  Fits<Server["OverviewAnswer"], overview.Overview>,
  Fits<Server["QuestionCount"], overview.QuestionCount>,
  Fits<Server["ImportBody"], imports.Import>,
  Fits<Server["Preview"], imports.Preview>,
  Fits<WithoutHours<Server["SettingsBody"]>, WithoutHours<settings.Settings>>,
  Fits<Server["CloseAnswer"], settings.Closing>,
  Fits<Server["VolunteersAnswer"], volunteers.Volunteers>,
  Fits<Server["AddedVolunteers"], volunteers.Added>,
  Fits<Server["VotedAnswer"], lists.VotedAnswer>,
  Fits<Server["SuppressionAnswer"], lists.SuppressionAnswer>,
  Fits<Server["ScreeningAnswer"], lists.ScreenedAnswer>,
  Fits<Server["ScreeningSummary"], lists.Screening>,
  Fits<Server["QualityAnswer"], quality.Quality>,
  Fits<Server["NotesAnswer"]["notes"][number], quality.Note>,
  Fits<Server["ResultsAnswer"], results.Results>,
  Fits<Server["ExportsAnswer"]["exports"][number], results.Export>,
  Fits<WithoutRules<Server["ManagedBank"]>, WithoutRules<banks.ManagedBank>>,
  Fits<WithoutRules<Server["KindBody"]>, WithoutRules<banks.KindOffer>>,
  Fits<Server["FieldsAnswer"], banks.FieldsAnswer>,
  Fits<Server["CountAnswer"], banks.Counted>,
  Fits<Server["ScriptWithVersions"], script.ScriptAnswer>,
];
