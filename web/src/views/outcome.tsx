import type { Claim } from "../api/types";
import { type Draft, NOT_LISTED, personDraft, subject } from "../call/draft";
import { outcomeChoices } from "../call/outcomes";
import { personOf, recordable } from "../call/people";
import { needsCallBack, type Problem } from "../call/response";
import type { Controller } from "../store/controller";
import { say, t } from "../strings";
import { Choice, Group, Key } from "../ui/field";
import { Later } from "../ui/later";
import { pages } from "./parts";

interface Props {
  claim: Claim;
  draft: Draft;
  problem: Problem | null;
  on: Controller;
}

/** How the call went for the person on the screen, with what each outcome needs. */
export function OutcomeChoice({ claim, draft, problem, on }: Props) {
  const id = subject(claim, draft);
  const person = personOf(claim, id);
  if (!id || !person) return null;
  const { outcome } = personDraft(draft, id);
  const stranger = draft.speaking === NOT_LISTED;
  const several = recordable(claim).length > 1;
  const legend = stranger
    ? say(t.call.outcomeAbout, { name: person.first_name })
    : several
      ? say(t.call.outcomeFor, { name: person.first_name })
      : t.call.outcome;
  return (
    <>
      <Group
        legend={legend}
        field="outcome"
        error={problem?.field === "outcome" ? t.problems.outcome : null}
      >
        <div class="choices outcomes">
          {outcomeChoices(draft.speaking).map((one, index) => (
            <Choice
              key={one}
              type="radio"
              name={`outcome-${id}-${stranger}`}
              label={stranger && one === "not_home" ? t.call.toldNotHome : t.outcomes[one]}
              checked={outcome === one}
              shortcut={String(index + 1)}
              hint={<Key name={String(index + 1)} />}
              onPick={() => on.outcome(id, one)}
            />
          ))}
        </div>
      </Group>
      {outcome === "language_barrier" && (
        <div class="field">
          <label for="language">{t.call.language}</label>
          <input
            id="language"
            type="text"
            maxLength={40}
            value={draft.language}
            onInput={(event) => on.language(event.currentTarget.value)}
          />
        </div>
      )}
      {needsCallBack(draft) && (
        <Later part={pages} meanwhile={null}>
          {({ CallBackChoice }) => <CallBackChoice draft={draft} problem={problem} on={on} />}
        </Later>
      )}
    </>
  );
}
