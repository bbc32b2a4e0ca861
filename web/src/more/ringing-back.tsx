import { clock } from "../api/client";
import type { RingingBack as Match } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Field, FieldError, fieldsOf } from "../ui/field";
import { Heading } from "../ui/heading";
import { chosenBank } from "./briefing-actions";
import { Shown } from "./moments";
import { changeCall } from "./my-calls-actions";
import { forgetLookup, lookUp, takeCall } from "./ringing-back-actions";
import { WayBack } from "./way-back";

interface Props {
  state: State;
  on: Controller;
}

/** Somebody is ringing the volunteer: who that is, and what to do. */
export function RingingBack({ state, on }: Props) {
  const { lookup } = state.more;
  return (
    <div class="column ringing-back">
      <Shown
        begin={() => forgetLookup(on)}
        end={() => void Promise.resolve().then(() => forgetLookup(on))}
      />
      <Heading screen="ringing-back" text={t.ringingBack.title} />
      <p>{t.ringingBack.intro}</p>
      <form
        class="card look-up"
        noValidate
        onSubmit={(event) => void lookUp(on, fieldsOf(event).number ?? "")}
      >
        <Field
          id="number"
          type="tel"
          inputMode="tel"
          autoComplete="off"
          label={t.ringingBack.number}
          help={t.ringingBack.help}
          fault={state.formFault}
        />
        <button type="submit" class="primary" aria-disabled={lookup?.busy}>
          {t.ringingBack.find}
        </button>
      </form>
      <p role="status" class={lookup?.matches || lookup?.busy ? "found" : "found empty"}>
        {lookup?.busy && t.ringingBack.looking}
        {lookup?.matches && foundWord(lookup.matches.length)}
      </p>
      {lookup?.matches?.length === 0 && <Unknown state={state} />}
      <ul class="matches">
        {lookup?.matches?.map((match) => (
          <MatchCard
            key={`${match.household} ${match.number.id}`}
            match={match}
            state={state}
            on={on}
          />
        ))}
      </ul>
      <WayBack state={state} on={on} />
    </div>
  );
}

const foundWord = (n: number) => (n ? say(t.ringingBack.found, { n }) : t.ringingBack.unknown);

/** Nobody was found: what to say all the same. */
function Unknown({ state }: { state: State }) {
  const display = chosenBank(state)?.return_number_display;
  const party = state.campaign?.party || (state.campaign?.name ?? "");
  return (
    <section class="card match">
      <p>{t.ringingBack.unknownWhy}</p>
      <p class="say">
        {say(t.ringingBack.unknownSay, { party, caller: state.caller?.name ?? "" })}
      </p>
      {display && (
        <p>
          {t.call.returnNumber} <strong class="digits">{display}</strong>
        </p>
      )}
    </section>
  );
}

function MatchCard({ match, state, on }: { match: Match } & Props) {
  const { people, town, number, last_call: last } = match;
  const taken = state.more.lookup?.taken;
  const mine = taken?.number === number.id ? taken : null;
  const opened = state.more.myCalls?.opened;
  const fault = mine?.fault ?? (opened && opened.claim === match.my_call ? opened.fault : null);
  const who = new Intl.ListFormat(t.locale).format(people.map((one) => one.name));
  return (
    <li class="card match">
      <div>
        <h2>{who || t.ringingBack.somebody}</h2>
        <p class="address">
          {town && `${town} · `}
          <span class="digits">{number.display}</span>
        </p>
      </div>
      <p>
        {say(last.by_me ? t.ringingBack.lastByYou : t.ringingBack.lastByOther, {
          when: dates.dayAndTime(new Date(last.at), clock.now()),
          outcome: t.outcomes[last.outcome],
        })}
        {state.banks.length > 1 && <span class="muted">{match.bank_name}</span>}
      </p>
      <WhatToDo match={match} on={on} busy={mine !== null && !mine.fault} />
      {fault && <FieldError id={`fault-${number.id}`} text={fault} />}
      {match.my_call && (
        <button
          type="button"
          class="link"
          onClick={() => match.my_call && void changeCall(on, match.my_call)}
        >
          {t.ringingBack.change}
        </button>
      )}
    </li>
  );
}

/** What follows from how the household stands: take the call, or what to say instead. */
function WhatToDo({ match, on, busy }: { match: Match; on: Controller; busy: boolean }) {
  const { state } = match;
  if (state === "can_talk" || state === "mine") {
    return (
      <button
        type="button"
        class="primary"
        aria-disabled={busy}
        onClick={() => void takeCall(on, match)}
      >
        {state === "mine" ? t.ringingBack.goTo : t.ringingBack.take}
      </button>
    );
  }
  const { heading, text, say: words } = t.ringingBack[state];
  return (
    <div class="what-to-do">
      <h3>{heading}</h3>
      <p>{text}</p>
      {words && <p class="say">{words}</p>}
    </div>
  );
}
