import { count, say, words } from "../strings";
import { AreaField, FileField } from "../ui/field";
import { Progress } from "../ui/progress";
import { Table } from "../ui/table";
import type { Adding, VolunteersModel } from "./model";

/** So many of the people who were understood are shown: enough to see that it is right. */
const SAMPLE = 5;
/** So many refused lines are shown at once. */
const MOST_REFUSED = 50;

/** Invites a list of people: pasted or chosen, looked at, then sent. */
export function AddPeople({ model }: { model: VolunteersModel }) {
  const { adding } = model.state;
  const { people, refused } = adding.understood;
  return (
    <section class="card add-people" aria-labelledby="add-title">
      <h2 id="add-title">{words.volunteers.add}</h2>
      <p>{words.volunteers.addHelp}</p>
      <Result adding={adding} />
      <AreaField
        id="new-people"
        label={words.volunteers.paste}
        help={words.volunteers.pasteHelp}
        rows={4}
        value={adding.text}
        error={adding.fault}
        onText={(text) => model.write(text)}
      />
      <FileField
        id="people-file"
        label={words.volunteers.file}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        {...(adding.fileName ? { help: adding.fileName } : {})}
        onFiles={([file]) => void model.choose(file)}
      />
      {adding.text.trim() && (
        <div class="understood">
          <p role="status">
            {say(words.volunteers.understood, { n: people.length })}{" "}
            {refused.length > 0 && say(words.volunteers.refused, { n: refused.length })}
          </p>
          {people.length > 0 && (
            <Table
              caption={words.volunteers.preview}
              columns={[
                { head: words.volunteers.name, cell: (one) => one.name },
                { head: words.volunteers.email, cell: (one) => one.email },
              ]}
              rows={people.slice(0, SAMPLE)}
              keyOf={(one) => one.email}
            />
          )}
          {people.length > SAMPLE && (
            <p class="help">{say(words.volunteers.more, { n: people.length - SAMPLE })}</p>
          )}
          {refused.length > 0 && (
            <details>
              <summary>{words.volunteers.refusedShow}</summary>
              <Table
                caption={words.volunteers.refusedShow}
                columns={[
                  { head: words.volunteers.line, cell: (one) => one.text },
                  { head: words.volunteers.why, cell: (one) => words.volunteers.whys[one.why] },
                ]}
                rows={refused.slice(0, MOST_REFUSED)}
                keyOf={(one) => one.text}
              />
            </details>
          )}
        </div>
      )}
      {adding.busy && (
        <Progress label={words.volunteers.adding} done={adding.done} total={people.length} />
      )}
      <div class="button-row">
        <button
          type="button"
          class={people.length ? "primary" : "secondary"}
          aria-disabled={adding.busy}
          onClick={() => void model.add()}
        >
          {people.length
            ? say(words.volunteers.addThem, { n: people.length })
            : words.volunteers.addNone}
        </button>
      </div>
    </section>
  );
}

function Result({ adding: { result, busy } }: { adding: Adding }) {
  if (!result || busy) return null;
  return (
    <div class="notice promise" role="status">
      <div class="notice-text">
        <p>
          <strong>{say(words.volunteers.added, { n: result.added })}</strong>{" "}
          {result.known > 0 && say(words.volunteers.known, { n: result.known })}
        </p>
        {result.refused.length > 0 && (
          <>
            <p>{say(words.volunteers.serverRefused, { n: result.refused.length })}</p>
            <ul class="plain-list">
              {result.refused.slice(0, MOST_REFUSED).map((one) => (
                <li key={one.email}>
                  {one.email}: {words.volunteers.reasons[one.reason]}
                </li>
              ))}
            </ul>
          </>
        )}
        {result.added > 0 && <p>{say(words.volunteers.addedNext, { n: count(result.added) })}</p>}
      </div>
    </div>
  );
}
