import { clock } from "../api/client";
import type { Claim, EarlierCall } from "../api/types";
import { personOf } from "../call/people";
import { capital, dates, t } from "../strings";

const EARLIER_SHOWN = 5;

/** What is known of earlier calls to the household, newest first. */
export function Earlier({ claim }: { claim: Claim }) {
  const now = clock.now();
  return (
    <>
      <h2 class="small">{t.call.earlier}</h2>
      {claim.history.length === 0 && <p>{t.call.firstCall}</p>}
      <ul class="earlier">
        {claim.history.slice(0, EARLIER_SHOWN).map((call) => (
          <li key={call.at}>
            <p>
              <span class="when">{capital(dates.day(new Date(call.at), now))}</span>{" "}
              {whatHappened(claim, call)}
              {call.by_me && ` (${t.call.byMe})`}
            </p>
            {call.note && <p class="note">{call.note}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function whatHappened(claim: Claim, call: EarlierCall): string {
  const people = call.people.flatMap(({ person, outcome }) => {
    const name = personOf(claim, person)?.first_name;
    return name ? [`${name}: ${t.outcomes[outcome].toLowerCase()}`] : [];
  });
  return claim.people.length > 1 && people.length ? people.join(", ") : t.outcomes[call.outcome];
}
