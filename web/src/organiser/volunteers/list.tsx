import { clock } from "../../api/client";
import { Choice, Group } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { dates, say, words } from "../strings";
import { TextField } from "../ui/field";
import { mailWord } from "./mail";
import { isOdd, selected, type VolunteersModel } from "./model";
import { codeFixed } from "./questions";
import type { Volunteer } from "./types";

const FILTERS = ["here", "odd", "removed"] as const;

/** Everyone who may call: a table where there is room for one, else a card for each. */
export function People({ model }: { model: VolunteersModel }) {
  const { state } = model;
  const all = state.volunteers ?? [];
  const counts = {
    here: all.filter((one) => one.active).length,
    odd: all.filter((one) => one.active && isOdd(one)).length,
    removed: all.filter((one) => !one.active).length,
  };
  const rows = selected(state);
  return (
    <section class="card people" aria-labelledby="people-title">
      <h2 id="people-title">{words.volunteers.people}</h2>
      <div class="people-tools">
        <TextField
          id="people-search"
          type="search"
          label={words.volunteers.search}
          value={state.search}
          onText={(text) => model.search(text)}
        />
        <Group legend={words.volunteers.show}>
          <div class="choices">
            {FILTERS.map((one) => (
              <Choice
                key={one}
                type="radio"
                name="people-show"
                label={say(words.volunteers.filters[one], { n: counts[one] })}
                checked={state.only === one}
                onPick={() => model.show(one)}
              />
            ))}
          </div>
        </Group>
      </div>
      {rows.length === 0 ? (
        <p role="status">{all.length ? words.volunteers.noneFound : words.volunteers.none}</p>
      ) : (
        <Rows model={model} rows={rows.slice(0, state.shown)} />
      )}
      {rows.length > state.shown && (
        <div class="button-row">
          <button type="button" class="secondary" onClick={() => model.showMore()}>
            {say(words.volunteers.showMore, { n: rows.length - state.shown })}
          </button>
        </div>
      )}
    </section>
  );
}

function Rows({ model, rows }: { model: VolunteersModel; rows: Volunteer[] }) {
  const heads = words.volunteers.heads;
  return (
    <table class="people-table">
      <caption class="unseen">{words.volunteers.people}</caption>
      <thead>
        <tr>
          <th scope="col">{heads.name}</th>
          <th scope="col">{heads.seen}</th>
          <th scope="col" class="number">
            {heads.today}
          </th>
          <th scope="col" class="number">
            {heads.inAll}
          </th>
          <th scope="col">{heads.do}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <Row key={one.id} model={model} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ model, one }: { model: VolunteersModel; one: Volunteer }) {
  const { heads } = words.volunteers;
  return (
    <tr>
      <th scope="row">
        <span class="person">
          <strong>{one.name}</strong>
          {one.role !== "caller" && <span class="tag">{words.volunteers.roles[one.role]}</span>}
        </span>
        <span class="email">{one.email}</span>
        {one.flags.map((flag) => (
          <span class="flag" key={`${flag.code} ${flag.day}`}>
            <Icon name="alert" />
            <span>{flag.message}</span>
          </span>
        ))}
        {one.mail && (
          <span class="flag">
            <Icon name="alert" />
            <span>{mailWord(one.mail)}</span>
          </span>
        )}
      </th>
      <td data-head={heads.seen}>
        {one.last_seen_at
          ? dates.dayAndTime(new Date(one.last_seen_at), clock.now())
          : words.volunteers.never}
        {one.holding > 0 && (
          <span class="holding">{say(words.volunteers.holding, { n: one.holding })}</span>
        )}
      </td>
      <td class="number" data-head={heads.today}>
        <Talks {...one.today} />
      </td>
      <td class="number" data-head={heads.inAll}>
        <Talks {...one} />
      </td>
      <td class="do">
        {one.active && (model.byHand || one.mail?.lasting) && !codeFixed(model.on.me, one) && (
          <button
            type="button"
            class="secondary"
            aria-label={say(words.volunteers.code.giveLabel, { name: one.name || one.email })}
            onClick={() => void model.handOut(one.id, one.name || one.email)}
          >
            {words.volunteers.code.give}
          </button>
        )}
        {one.active ? (
          <button
            type="button"
            class="secondary"
            aria-label={say(words.volunteers.changeLabel, { name: one.name })}
            onClick={() =>
              model.askFor({ what: "change", id: one.id, name: one.name, role: one.role })
            }
          >
            {words.volunteers.change}
          </button>
        ) : (
          <button
            type="button"
            class="secondary"
            aria-label={say(words.volunteers.takeBackLabel, { name: one.name })}
            onClick={() => void model.takeBack(one.id)}
          >
            {words.volunteers.takeBack}
          </button>
        )}
      </td>
    </tr>
  );
}

/** Calls, and how many people were spoken to in them. */
function Talks({ calls, conversations }: { calls: number; conversations: number }) {
  return (
    <>
      <span>{say(words.volunteers.calls, { n: calls })}</span>
      {calls > 0 && (
        <span class="talks">{say(words.volunteers.spokenTo, { n: conversations })}</span>
      )}
    </>
  );
}
