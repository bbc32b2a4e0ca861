import { clock } from "../../api/client";
import { dates, say, words } from "../strings";
import type { VolunteersModel } from "./model";
import type { Waiting } from "./types";

/** Who waits for a code that no mail brings; where no mail is sent at all, it says so while nobody waits. */
export function WaitingPeople({ model }: { model: VolunteersModel }) {
  const w = words.volunteers.waiting;
  const { waiting } = model.state;
  if (waiting.length === 0 && !model.byHand) return null;
  return (
    <section class="card waiting-people" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{say(w.title, { n: waiting.length })}</h2>
      <p>{waiting.length > 0 ? w.text : w.nobody}</p>
      {waiting.length > 0 && (
        <ul>
          {waiting.map((one) => (
            <li key={one.id}>
              <One model={model} one={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function One({ model, one }: { model: VolunteersModel; one: Waiting }) {
  const w = words.volunteers.waiting;
  const name = one.name || one.email;
  return (
    <>
      <div class="who-waits">
        <span class="person">
          <strong>{name}</strong>
          {!one.known && <span class="tag">{w.isNew}</span>}
        </span>
        {one.name && <span class="email">{one.email}</span>}
        <span class="help">
          {say(w.since, { when: dates.dayAndTime(new Date(one.since), clock.now()) })}
        </span>
      </div>
      <div class="button-row">
        <button
          type="button"
          class="primary"
          aria-label={say(words.volunteers.code.giveLabel, { name })}
          onClick={() => void model.handOut(one.id, name)}
        >
          {words.volunteers.code.give}
        </button>
        <button
          type="button"
          class="secondary"
          aria-label={say(w.awayLabel, { name })}
          onClick={() => void model.sendAway(one)}
        >
          {w.away}
        </button>
      </div>
    </>
  );
}
