import type { Claim, Person } from "../api/types";

/** What a script's placeholders stand for; a field that is missing leaves its placeholder visible. */
export type MergeFields = Partial<
  Record<"first_name" | "name" | "town" | "caller" | "party" | "campaign" | "return_number", string>
>;

const PLACEHOLDER = /\{\{\s*([a-z_]+)\s*\}\}/g;

/** Fills `{{first_name}}` and its like. An unknown placeholder stays, so that it is noticed. */
export function fill(text: string, fields: MergeFields): string {
  return text.replace(
    PLACEHOLDER,
    (whole, key: string) => fields[key as keyof MergeFields] ?? whole,
  );
}

/** The fields for one person of a claim; who it is may change during the call. */
export function mergeFields(
  claim: Claim,
  person: Person | null,
  around: { caller: string; party: string; campaign: string; returnNumber: string | null },
): MergeFields {
  return {
    ...(person ? { first_name: person.first_name, name: person.name } : {}),
    town: claim.household.town,
    caller: around.caller,
    party: around.party,
    campaign: around.campaign,
    ...(around.returnNumber ? { return_number: around.returnNumber } : {}),
  };
}
