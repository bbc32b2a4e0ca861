import type { Field, KindOffer, ManagedBank } from "../../src/organiser/banks/types";
import type { ScriptAnswer } from "../../src/organiser/script/types";
import type { Job } from "../../src/organiser/types";
import { aBank, SCRIPT } from "../builders";

/** Builders give defaults for all that a test does not mention. */
export function aManagedBank(change: Partial<ManagedBank> = {}): ManagedBank {
  return {
    ...aBank(),
    kind: "voter_id",
    target: { match: "all", rules: [] },
    priority: 3,
    screening: false,
    screening_waived: "",
    busy_wait_minutes: 15,
    claims_per_hour: 120,
    skips_per_hour: 30,
    script_version: 1,
    people: 10,
    households: 6,
    created_at: "2027-02-01T09:00:00Z",
    job: null,
    ...change,
  };
}

export function aKind(change: Partial<KindOffer> = {}): KindOffer {
  return {
    kind: "voter_id",
    name: "Voter ID",
    defaults: { max_attempts: 3 },
    script: { title: "First conversation", blocks: SCRIPT.blocks },
    target: null,
    ...change,
  };
}

export const WARD: Field = {
  field: "column",
  name: "Ward",
  label: "Ward",
  values: [
    { value: "Abbey", label: "Abbey", people: 412 },
    { value: "Castle", label: "Castle", people: 390 },
  ],
  more: false,
};

export const fields = {
  as_of: "2027-02-10T08:00:00Z",
  stale: false,
  behind: false,
  fields: [WARD],
};

export function aCount(matches: number) {
  return {
    as_of: "2027-02-10T08:00:00Z",
    matches,
    can_vote: matches,
    with_number: 90,
    households: 70,
    in_other_banks: 3,
    screening_old: 0,
    suppressed: 0,
    settled: 0,
  };
}

export function aJob(change: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    kind: "retarget",
    state: "running",
    done: 1,
    total: 4,
    result: {},
    error: null,
    created_at: "2027-02-10T08:00:00Z",
    finished_at: null,
    ...change,
  };
}

export function aScript(change: Partial<ScriptAnswer> = {}): ScriptAnswer {
  return {
    script: SCRIPT,
    answers: 0,
    versions: [
      {
        version: 1,
        title: "Support",
        created_at: "2027-02-01T09:00:00Z",
        by: { id: "olive", name: "Olive" },
        calls: 12,
      },
    ],
    merge_fields: [
      { name: "first_name", example: "Priya" },
      { name: "caller", example: "Sam" },
    ],
    ...change,
  };
}
