import type { Claim } from "../api/types";
import { type Draft, NOT_LISTED, personDraft } from "../call/draft";
import type { Flow } from "../call/flow";
import { mergeFields } from "../call/merge";
import { askFor, personOf, recordable } from "../call/people";
import { splitOpening, visibleBlocks } from "../call/script";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Choice, Group, Key } from "../ui/field";
import { Icon } from "../ui/icon";
import { ContactCard } from "./contact";
import { OutcomeChoice } from "./outcome";
import { pages } from "./parts";
import { ScriptBlocks } from "./script";

interface Props {
  state: State;
  on: Controller;
  flow: Flow;
  claim: Claim;
  draft: Draft;
}

/**
 * The screen of one call: the household on the left, the script and the outcome on the right. It is no
 * form: Enter in a field must not save a call that is still going on.
 */
export function Call(props: Props) {
  const { state, on, flow, claim, draft } = props;
  return (
    <div class="call-grid">
      <div key={claim.id} class="settle" />
      {flow.changing && (
        <div class="notice promise changing">
          <div>
            <p>
              {say(t.call.changing, {
                outcome: t.outcomes[flow.changing.outcome],
                time: dates.time(new Date(flow.changing.at)),
              })}
            </p>
            <button type="button" class="link" onClick={on.stopChanging}>
              {t.call.stopChanging}
            </button>
          </div>
        </div>
      )}
      <ContactCard {...props} />
      <section class="card script" aria-label={t.call.script}>
        <Conversation {...props} />
        <OutcomeChoice claim={claim} draft={draft} problem={state.problem} on={on} />
        {pages.now && <pages.now.Beside key={claim.id} claim={claim} draft={draft} on={on} />}
      </section>
      <div class="bar">
        <button type="button" class="primary" aria-keyshortcuts="Control+Enter" onClick={on.save}>
          {flow.changing ? t.call.saveChange : t.call.save}
          <Key name="Ctrl ↵" />
        </button>
        <button
          type="button"
          class="secondary"
          aria-keyshortcuts="n"
          aria-haspopup="dialog"
          onClick={() => on.openSheet("not-reached")}
        >
          {t.call.notReached}
          <Key name="N" />
        </button>
      </div>
    </div>
  );
}

/** What to say and ask. Where it is not clear who answers, that is asked after the opening words. */
function Conversation({ state, on, claim, draft }: Props) {
  const asked = askFor(claim);
  const stranger = draft.speaking === NOT_LISTED;
  const person = stranger ? null : personOf(claim, draft.speaking);
  const { answers } = personDraft(draft, person?.id ?? null);
  const fields = mergeFields(claim, person ?? asked, {
    caller: state.caller?.name ?? "",
    party: state.campaign?.party ?? "",
    campaign: state.campaign?.name ?? "",
    returnNumber: on.bank()?.return_number_display ?? null,
  });
  const [opening, rest] = splitOpening(visibleBlocks(claim.script, answers));
  const script = {
    fields,
    prefix: person?.id ?? "nobody",
    answer: (question: string) => answers[question],
    onAnswer: (question: string, answer: Parameters<typeof on.answer>[2]) => {
      if (person) on.answer(person.id, question, answer);
    },
  };
  return (
    <>
      <div class="script-head">
        <h2>{t.call.script}</h2>
        <button type="button" class="link pointer-only" onClick={() => on.openSheet("shortcuts")}>
          {t.app.shortcuts}
        </button>
      </div>
      {!stranger && <ScriptBlocks {...script} blocks={opening} />}
      <Who state={state} on={on} claim={claim} draft={draft} />
      {stranger && asked && (
        <p class="say">{say(t.call.strangerText, { name: asked.first_name })}</p>
      )}
      {person && <ScriptBlocks {...script} blocks={rest} />}
    </>
  );
}

/** Who answered: always there for several people or an unsure number, else one tap away. */
function Who({ state, on, claim, draft }: Omit<Props, "flow">) {
  const people = recordable(claim);
  if (people.length < 2 && !draft.askWho) {
    return (
      <button type="button" class="link somebody" onClick={on.askWho}>
        {t.call.somebodyElse}
      </button>
    );
  }
  const error = state.problem?.field === "who" ? t.problems.who : null;
  return (
    <Group
      legend={t.call.who}
      field="who"
      error={error}
      {...(draft.speaking === null ? { help: t.call.whoFirst } : {})}
    >
      <div class="choices">
        {people.map((one) => {
          const { outcome } = personDraft(draft, one.id);
          const told = outcome && draft.speaking !== one.id && draft.speaking !== NOT_LISTED;
          return (
            <Choice
              key={one.id}
              type="radio"
              name="who"
              label={one.name}
              checked={draft.speaking === one.id}
              hint={
                told && (
                  <span class="mark">
                    <Icon name="check" />
                    {t.outcomes[outcome]}
                  </span>
                )
              }
              onPick={() => on.speakTo(one.id)}
            />
          );
        })}
        <Choice
          type="radio"
          name="who"
          label={t.call.notListed}
          checked={draft.speaking === NOT_LISTED}
          onPick={() => on.speakTo(NOT_LISTED)}
        />
      </div>
    </Group>
  );
}
