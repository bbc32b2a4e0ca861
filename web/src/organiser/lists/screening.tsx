import { clock } from "../../api/client";
import { ukMoment } from "../../format/uk-time";
import { Choice, Group } from "../../ui/field";
import { pathOf } from "../route";
import { count, dates, say, words } from "../strings";
import { TextField } from "../ui/field";
import { Go } from "../ui/go";
import { Fault, Waiting } from "../ui/notice";
import { JobProgress } from "../ui/progress";
import { Stat } from "../ui/stat";
import { Table } from "../ui/table";
import { ListForm, Outcome } from "./list-form";
import type { ListsModel } from "./model";
import { Unreadable } from "./numbers";
import type { Screening } from "./types";

/** When the numbers were held against the Telephone Preference Service, and how to say so. */
export function ScreeningPart({ model }: { model: ListsModel }) {
  const { screening, screeningFault } = model.state;
  return (
    <>
      {screening ? (
        <Ages model={model} screening={screening} />
      ) : screeningFault ? (
        <Fault text={screeningFault} again={() => void model.load()} />
      ) : (
        <Waiting />
      )}
      <Steps model={model} />
      <Dating model={model} />
    </>
  );
}

const dayWord = (day: string) => dates.day(new Date(`${day}T12:00:00Z`), clock.now());

function Ages({ model, screening }: { model: ListsModel; screening: Screening }) {
  const { numbers, suppressed, too_old, never, oldest, by_day, as_of } = screening;
  const { lists } = words;
  const { job, dating } = model.state;
  return (
    <>
      {as_of && (
        <div class="stats">
          <Stat label={lists.tooOld} value={too_old} beside={say(lists.ofNumbers, { n: numbers })}>
            <p class="help">{lists.tooOldHelp}</p>
          </Stat>
          <Stat label={lists.never} value={never}>
            <p class="help">
              {oldest ? say(lists.oldest, { day: dayWord(oldest) }) : lists.neverHelp}
            </p>
          </Stat>
          <Stat label={lists.suppressed} value={suppressed}>
            <p class="help">{lists.suppressedHelp}</p>
          </Stat>
        </div>
      )}
      <div>
        {by_day.length > 0 && (
          <details>
            <summary>{lists.byDay}</summary>
            <Table
              caption={lists.byDay}
              columns={[
                { head: lists.heads.day, cell: (row) => dayWord(row.day) },
                { head: lists.heads.numbers, cell: (row) => count(row.numbers), number: true },
              ]}
              rows={by_day}
              keyOf={(row) => row.day}
            />
          </details>
        )}
        <p class="help">
          {as_of
            ? say(words.shared.asOf, { time: dates.dayAndTime(new Date(as_of), clock.now()) })
            : lists.notCounted}
        </p>
        {job && !dating && job.state !== "done" ? (
          <JobProgress job={job} label={lists.counting} onStart={() => void model.startJob()} />
        ) : (
          <button type="button" class="link" onClick={() => void model.count()}>
            {lists.countNow}
          </button>
        )}
      </div>
    </>
  );
}

/** What screening is, in the order in which it is done. */
function Steps({ model }: { model: ListsModel }) {
  return (
    <section class="card" aria-labelledby="steps-title">
      <h2 id="steps-title">{words.lists.stepsTitle}</h2>
      <ol class="how-steps">
        <li>
          <p>{words.lists.stepExport}</p>
          <Go on={model.on} to={pathOf("results")} class="button-link">
            {words.lists.toExport}
          </Go>
        </li>
        <li>
          <p>{words.lists.stepScreen}</p>
        </li>
        <li>
          <p>{words.lists.stepBring}</p>
          <button type="button" class="link" onClick={() => bring(model)}>
            {words.lists.toNumbers}
          </button>
        </li>
        <li>
          <p>{words.lists.stepDate}</p>
        </li>
      </ol>
    </section>
  );
}

function bring(model: ListsModel): void {
  model.set({ part: "numbers", reason: "tps" });
}

function Dating({ model }: { model: ListsModel }) {
  const { screenedOn, dateFault, which, busy } = model.state;
  const job = model.state.dating ? model.state.job : null;
  const { answer, step } = model.screened.state;
  const running = job && (job.state === "waiting" || job.state === "running");
  const date = (
    <TextField
      id="screened-on"
      class="short"
      type="date"
      label={words.lists.screenedOn}
      help={words.lists.screenedOnHelp}
      max={ukMoment(clock.now()).date}
      value={screenedOn}
      error={dateFault}
      onText={(text) => model.set({ screenedOn: text, dateFault: null })}
    />
  );
  return (
    <section class="card" aria-labelledby="date-title">
      <h2 id="date-title">{words.lists.dateTitle}</h2>
      <Group legend={words.lists.which}>
        <div class="choices">
          {(["all", "listed"] as const).map((one) => (
            <Choice
              key={one}
              type="radio"
              name="which"
              label={words.lists.whichOnes[one]}
              checked={which === one}
              onPick={() => model.set({ which: one })}
            />
          ))}
        </div>
      </Group>
      {which === "all" ? (
        <>
          {date}
          {job && (running || job.state === "failed") && (
            <JobProgress
              job={job}
              label={words.lists.datingAll}
              onStart={() => void model.startJob()}
            />
          )}
          {job?.state === "done" && <p role="status">{words.lists.allScreenedSay}</p>}
          <div class="button-row">
            <button
              type="button"
              class="primary"
              aria-disabled={busy || Boolean(running)}
              onClick={() => {
                if (!running) void model.markScreened();
              }}
            >
              {words.lists.dateAll}
            </button>
          </div>
        </>
      ) : step === "done" && answer ? (
        <Outcome
          lines={[
            say(words.lists.screenedSay, { n: answer.screened }),
            ...(answer.unknown ? [say(words.lists.unknownNumbers, { n: answer.unknown })] : []),
          ]}
          onAgain={() => model.screened.again()}
        >
          <Unreadable model={model} texts={answer.unreadable} />
        </Outcome>
      ) : (
        <ListForm
          id="screened"
          list={model.screened}
          label={words.lists.screenedNumbers}
          help={words.lists.numbersHelp}
          found={words.lists.numbersFound}
          act={words.lists.dateThem}
          onSend={() => void model.markScreened()}
        >
          {date}
        </ListForm>
      )}
    </section>
  );
}
