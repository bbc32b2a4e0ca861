import type { Bank, Outcome } from "../api/types";
import { fill } from "../call/merge";
import { REACHED } from "../call/outcomes";
import { splitOpening, visibleBlocks } from "../call/script";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { Heading } from "../ui/heading";
import { isOpen } from "./banks";
import { chosenBank, loadScript } from "./briefing-actions";
import { Shown } from "./moments";
import { notReached } from "./not-reached";

interface Props {
  state: State;
  on: Controller;
}

interface BankProps extends Props {
  bank: Bank;
}

/** What to know before ringing for a bank, on one page. */
export function Briefing({ state, on }: Props) {
  const bank = chosenBank(state);
  if (!bank) {
    return (
      <div class="card narrow">
        <Heading screen="briefing none" text={t.banks.none} />
        <p>{t.banks.noneWhy}</p>
        <button type="button" class="primary" onClick={() => on.open("banks")}>
          {t.app.backToStart}
        </button>
      </div>
    );
  }
  const props = { state, on, bank };
  return (
    <div class="briefing">
      <Shown key={bank.id} begin={() => void loadScript(on, bank.id)} />
      <div class="briefing-head">
        <Heading screen="briefing" text={t.briefing.title} />
        <p>{bank.purpose ? `${bank.name}: ${bank.purpose}` : bank.name}</p>
      </div>
      <div class="briefing-grid">
        <section class="card steps">
          <h2>{t.briefing.short}</h2>
          <ol>
            {t.briefing.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        <Opening {...props} />
        <YourNumber bank={bank} />
        <IfTheyAsk state={state} />
        <section class="card">
          <h2>{t.briefing.privacy}</h2>
          <ul class="points">
            {t.briefing.privacyPoints.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
        <Outcomes bank={bank} />
      </div>
      <div class="bar">
        <button type="button" class="primary" onClick={() => on.call()}>
          {state.flow ? t.app.goOn : isOpen(bank) ? t.banks.start : t.practice.toBank}
        </button>
        <button type="button" class="secondary" onClick={() => on.open("practice")}>
          {t.briefing.practise}
        </button>
      </div>
    </div>
  );
}

/** The first words of the script, as the volunteer will say them. */
function Opening({ state, bank }: BankProps) {
  const script = state.more.scripts?.[bank.id];
  if (script === undefined) return <section class="card waiting" aria-busy="true" />;
  const [opening] = script ? splitOpening(visibleBlocks(script, {})) : [[]];
  const fields = {
    first_name: t.briefing.someone,
    name: t.briefing.someone,
    town: t.briefing.somewhere,
    caller: state.caller?.name ?? "",
    party: state.campaign?.party ?? "",
    campaign: state.campaign?.name ?? "",
    ...(bank.return_number_display ? { return_number: bank.return_number_display } : {}),
  };
  return (
    <section class="card opening">
      <h2>{t.briefing.opening}</h2>
      {opening.map((block) =>
        block.type === "text" ? (
          <p class="say" key={block.id}>
            {fill(block.text, fields)}
          </p>
        ) : null,
      )}
      <p class="help">{opening.length ? t.briefing.openingHelp : t.briefing.noOpening}</p>
    </section>
  );
}

/** The rule about the number that people see. */
function YourNumber({ bank }: { bank: Bank }) {
  const display = bank.return_number_display;
  return (
    <section class="card caller-id">
      <h2>{t.briefing.callerId}</h2>
      <p>{t.briefing.callerIdWhy}</p>
      <p>{t.briefing.callerIdHow}</p>
      {display ? (
        <p class="return-number">
          {t.call.returnNumber} <strong class="digits">{display}</strong>
        </p>
      ) : (
        <p>{t.call.noReturnNumber}</p>
      )}
      <p class="help">{t.briefing.ringingBack}</p>
    </section>
  );
}

/** What to say to the questions that people ask, and when it is no time for questions. */
function IfTheyAsk({ state }: { state: State }) {
  const party = state.campaign?.party || (state.campaign?.name ?? "");
  const contact = state.campaign?.privacy_contact ?? "";
  const values = {
    caller: state.caller?.name ?? "",
    party,
    contact,
  };
  return (
    <section class="card">
      <h2>{t.briefing.ifTheyAsk}</h2>
      <dl class="asked">
        {t.briefing.asked.map(({ ask, answer, contact: known }) => (
          <div key={ask}>
            <dt>{ask}</dt>
            <dd>{say((contact && known) || answer, values)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What each outcome means, in the order of the call screen. */
function Outcomes({ bank }: { bank: Bank }) {
  const rows = (list: readonly Outcome[]) =>
    list.map((outcome) => (
      <div key={outcome}>
        <dt>{t.outcomes[outcome]}</dt>
        <dd>{t.briefing.meaning[outcome]}</dd>
      </div>
    ));
  return (
    <section class="card outcomes-card">
      <h2>{t.briefing.outcomes}</h2>
      <div class="outcome-lists">
        <div>
          <h3>{t.briefing.reached}</h3>
          <dl class="meanings">{rows(REACHED)}</dl>
        </div>
        <div>
          <h3>{t.briefing.notReached}</h3>
          <dl class="meanings">{rows(notReached(bank))}</dl>
          {!bank.left_message_allowed && <p class="help">{t.briefing.noMessages}</p>}
        </div>
      </div>
    </section>
  );
}
