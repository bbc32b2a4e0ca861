import type { Claim, Outcome } from "../api/types";
import { type Draft, personDraft, subject } from "../call/draft";
import type { Controller } from "../store/controller";
import { t } from "../strings";

/** What may be recorded for another person at the address, beside the one who was spoken to. */
const FOR_OTHERS: readonly Outcome[] = [
  "refused",
  "already_voted",
  "do_not_call",
  "moved",
  "deceased",
  "language_barrier",
];

interface Props {
  claim: Claim;
  draft: Draft;
  on: Controller;
}

/** What was said about other people at the address: one drop-down each, folded away. */
export function OthersHere({ claim, draft, on }: Props) {
  const main = subject(claim, draft);
  const others = claim.people.filter((one) => one.id !== main && !one.settled);
  if (!others.length || draft.speaking === null) return null;
  return (
    <details class="others">
      <summary>{t.call.others}</summary>
      <p class="help">{t.call.othersHelp}</p>
      {others.map((person) => {
        const { outcome } = personDraft(draft, person.id);
        // Somebody who was on the phone too has an outcome of their own there.
        const choices =
          outcome && !FOR_OTHERS.includes(outcome) ? [outcome, ...FOR_OTHERS] : FOR_OTHERS;
        return (
          <div class="field" key={person.id}>
            <label for={`other-${person.id}`}>{person.name}</label>
            <select
              id={`other-${person.id}`}
              value={outcome ?? ""}
              onChange={(event) =>
                on.outcome(person.id, (event.currentTarget.value || null) as Outcome | null)
              }
            >
              <option value="">{t.call.othersNothing}</option>
              {choices.map((one) => (
                <option key={one} value={one}>
                  {t.outcomes[one]}
                </option>
              ))}
            </select>
          </div>
        );
      })}
    </details>
  );
}
