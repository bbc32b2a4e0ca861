import { clock } from "../api/client";
import type { Claim, PhoneNumber } from "../api/types";
import { type Draft, otherNumbers } from "../call/draft";
import type { Flow } from "../call/flow";
import { isOfTheCall } from "../call/outcomes";
import { askFor, numberOf, personOf } from "../call/people";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Heading } from "../ui/heading";
import { Icon } from "../ui/icon";
import { pages } from "./parts";

function namesOf(claim: Claim, ids: string[]): string {
  const names = ids.flatMap((id) => personOf(claim, id)?.first_name ?? []);
  return new Intl.ListFormat(t.locale).format(names);
}

/** Whose number it is, in a full sentence, and whether that needs care. */
export function whoseWord(claim: Claim, number: PhoneNumber): { text: string; care: boolean } {
  const person = askFor(claim);
  const kind = t.call.kinds[number.kind];
  const owners = number.whose.filter((id) => personOf(claim, id));
  if (number.shared || owners.length > 1) {
    const text = owners.length
      ? say(t.call.shared, { names: namesOf(claim, owners) })
      : t.call.sharedUnknown;
    return { text, care: true };
  }
  const owner = personOf(claim, owners[0] ?? null);
  if (!owner) return { text: t.call.unknownOwner, care: claim.people.length > 1 };
  if (owner.id === person?.id) {
    return { text: say(t.call.own, { name: owner.first_name, kind }), care: false };
  }
  const text = say(t.call.otherOwner, {
    owner: owner.first_name,
    kind,
    name: person?.first_name ?? "",
  });
  return { text, care: true };
}

/** Whose number it is, in a few words: "Robin’s mobile". */
export function whoseShort(claim: Claim, number: PhoneNumber): string {
  const kind = t.call.kinds[number.kind];
  const names = namesOf(claim, number.whose);
  return names ? say(t.call.own, { name: names, kind }) : kind;
}

interface Props {
  state: State;
  on: Controller;
  flow: Flow;
  claim: Claim;
  draft: Draft;
}

/** Who to ask for, the number to ring, and what is known about the household. */
export function ContactCard({ state, on, flow, claim, draft }: Props) {
  const person = askFor(claim);
  const { household } = claim;
  const lost = flow.lost === claim.id && !flow.changing;
  const others = claim.people.filter((one) => one.id !== person?.id);
  return (
    <section class="card contact" aria-label={t.call.contact}>
      <div>
        <Heading
          screen={`call ${claim.id}${flow.changing ? " changing" : ""}`}
          text={person?.name ?? household.address.join(", ")}
        />
        <p class="address">
          {[...household.address, household.town, household.postcode].filter(Boolean).join(", ")}
        </p>
      </div>
      <CallBackPromise claim={claim} />
      {lost ? (
        <div class="notice bad" role="alert">
          <div>
            <p>{t.call.lost}</p>
            <button type="button" class="link" onClick={on.leaveLost}>
              {t.call.lostGo}
            </button>
          </div>
        </div>
      ) : (
        mayRing(flow) && <Ring state={state} claim={claim} draft={draft} on={on} />
      )}
      {others.length > 0 && (
        <div>
          <h2 class="small">{t.call.alsoHere}</h2>
          <ul class="chips">
            {others.map((one) => (
              <li key={one.id}>
                {one.name}
                {one.settled ? (
                  <small>{t.outcomes[one.settled].toLowerCase()}</small>
                ) : (
                  !one.target && <small>{t.call.notAsked}</small>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="earlier-calls">{pages.now && <pages.now.Earlier claim={claim} />}</div>
      <div class="card-foot">
        {!flow.changing && !lost && (
          <button type="button" class="link" onClick={() => on.openSheet("skip")}>
            {t.call.skip}
          </button>
        )}
        {pages.now && <pages.now.WhosCalling key={claim.id} state={state} on={on} />}
      </div>
    </section>
  );
}

/** A call that is being changed may be made still, also on another number, where it reached nobody. */
function mayRing({ changing }: Flow): boolean {
  return !changing || isOfTheCall(changing.outcome);
}

function CallBackPromise({ claim }: { claim: Claim }) {
  const promise = claim.call_back;
  if (!promise) return null;
  const when = dates.dayAndTime(new Date(promise.at), clock.now());
  const name = personOf(claim, promise.person)?.first_name;
  return (
    <div class="notice promise">
      <Icon name="clock" />
      <div>
        <p>
          <strong>
            {name ? say(t.call.promiseTo, { when, name }) : say(t.call.promise, { when })}
          </strong>
        </p>
        {promise.note && <p>{promise.note}</p>}
      </div>
    </div>
  );
}

function Ring({ state, claim, draft, on }: Omit<Props, "flow">) {
  const number = numberOf(claim, draft.number);
  if (!number) return null;
  const whose = whoseWord(claim, number);
  const more = otherNumbers(claim, draft);
  const label = (
    <>
      <Icon name="phone" />
      <span>
        {t.call.call} <span class="digits">{number.display}</span>
      </span>
    </>
  );
  return (
    <div class="ring">
      {claim.ringing_back ? (
        <p class="notice promise">{say(t.call.ringingBack, { display: number.display })}</p>
      ) : state.practice ? (
        <>
          <p class="call-link">{label}</p>
          <p class="help">{t.practice.noDial}</p>
        </>
      ) : (
        <>
          <a class="call-link" href={`tel:${number.e164}`}>
            {label}
          </a>
          <div class="dial pointer-only">
            <button type="button" class="quiet" onClick={() => void on.copy(number.display)}>
              <Icon name={state.copied ? "check" : "copy"} />
              <span aria-live="polite">{state.copied ? t.call.copied : t.call.copy}</span>
            </button>
            <button type="button" class="quiet" onClick={() => on.openSheet("qr")}>
              {t.call.qr}
            </button>
          </div>
        </>
      )}
      <p class={whose.care ? "whose care" : "whose"}>{whose.text}</p>
      {draft.tried.map((one) => (
        <p class="help" key={one.number}>
          {say(t.call.tried, {
            outcome: t.outcomes[one.outcome],
            display: numberOf(claim, one.number)?.display ?? "",
          })}
        </p>
      ))}
      {more.length > 0 && (
        <div class="more-numbers">
          <h2 class="small">{t.call.otherNumbers}</h2>
          <ul>
            {more.map((one) => (
              <li key={one.id}>
                <span>{whoseShort(claim, one)}</span>
                <button type="button" class="link" onClick={() => on.ring(one.id)}>
                  {say(t.call.ringInstead, { display: one.display })}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
