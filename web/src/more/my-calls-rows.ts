/** My calls of today as rows: what the server has, and what is still on this device. Pure. */
import type { Call, Claim, Outcome, Person } from "../api/types";
import type { Saved } from "../call/flow";
import { isOfTheCall } from "../call/outcomes";
import { numberOf, recordable } from "../call/people";
import type { Entry } from "../outbox/storage";

export interface CallRow {
  claim: string;
  /** ISO 8601 */
  at: string;
  /** What was recorded of whom; without a name where this device keeps none. */
  parts: { names: string[]; outcome: Outcome }[];
  note: string | null;
  /** ISO 8601: when a call-back was promised for. */
  callBackAt: string | null;
  /** It is at the server and nothing newer waits here, so that it can be changed. */
  changeable: boolean;
  changed: boolean;
  /** Saved here, not sent yet: the call itself, or a change of it. */
  waiting: "call" | "change" | null;
}

/** People with the same outcome stand together, in the order of the call. */
function partsOf(people: { name: string; outcome: Outcome }[], outcome: Outcome): CallRow["parts"] {
  const parts: CallRow["parts"] = [];
  for (const person of people) {
    const same = parts.find((one) => one.outcome === person.outcome);
    if (same) same.names.push(person.name);
    else parts.push({ names: [person.name], outcome: person.outcome });
  }
  return parts.length ? parts : [{ names: [], outcome }];
}

function rowOf(call: Call): CallRow {
  return {
    claim: call.id,
    at: call.at,
    parts: partsOf(call.people, call.outcome),
    note: call.note,
    callBackAt: call.call_back_at,
    changeable: true,
    changed: call.version > 1,
    waiting: null,
  };
}

/** Who is rung on a number: those whose it is, or all who are to be asked where that is not known. */
function rungOn(claim: Claim, number: string | undefined): Person[] {
  const { whose = [] } = numberOf(claim, number ?? null) ?? {};
  const owners = claim.people.filter((one) => whose.includes(one.id));
  const open = recordable(claim);
  const meant = owners.filter((one) => open.includes(one));
  return owners.length ? (meant.length ? meant : owners) : open;
}

/** An entry of the outbox. Who it was is known only while the page still has the household. */
function rowOfEntry(entry: Entry, saved: Saved | null): CallRow[] {
  if (entry.what.kind === "skip") return [];
  const { body, kind } = entry.what;
  const claim = saved?.claim.id === entry.claim ? saved.claim : null;
  const nameOf = (id: string) => claim?.people.find((one) => one.id === id)?.name;
  const told = body.people.flatMap(({ person, outcome = body.outcome }) => {
    const name = nameOf(person);
    return name ? [{ name, outcome }] : [];
  });
  const everyone = claim ? rungOn(claim, body.number) : [];
  return [
    {
      claim: entry.claim,
      at: entry.at,
      parts: partsOf(
        isOfTheCall(body.outcome)
          ? everyone.map(({ name }) => ({ name, outcome: body.outcome }))
          : told,
        body.outcome,
      ),
      note: body.note ?? null,
      callBackAt: body.call_back_at ?? null,
      changeable: false,
      changed: kind === "correction",
      waiting: kind === "correction" ? "change" : "call",
    },
  ];
}

/** All of today's calls, newest first. `calls`: null where the server could not be asked. */
export function rowsOf(calls: Call[] | null, waiting: Entry[], saved: Saved | null): CallRow[] {
  const rows = new Map((calls ?? []).map((call) => [call.id, rowOf(call)]));
  for (const row of waiting.flatMap((entry) => rowOfEntry(entry, saved))) {
    const known = rows.get(row.claim);
    // The names and the time are those of the call, what happened is the newest that was saved.
    if (known && row.waiting === "call") continue;
    if (!known) rows.set(row.claim, row);
    else {
      const parts = row.parts.some((part) => part.names.length) ? row.parts : known.parts;
      rows.set(row.claim, { ...row, at: known.at, parts });
    }
  }
  return [...rows.values()].sort((a, b) => b.at.localeCompare(a.at));
}
