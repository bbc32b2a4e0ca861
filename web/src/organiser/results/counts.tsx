import type { Outcome } from "../../api/types";
import { outcomes as outcomeWords } from "../../strings/en.json";
import { FieldError } from "../../ui/field";
import { dates, say, words } from "../strings";
import { BarTable, Columns, share } from "../ui/bars";
import { SelectField, TextField } from "../ui/field";
import { Fault, Waiting } from "../ui/notice";
import { Stat } from "../ui/stat";
import { Table } from "../ui/table";
import type { ResultsModel } from "./model";
import type { QuestionCount, Results } from "./types";

const w = words.results;
/** In the order in which a volunteer sees them, so that no row moves as the numbers grow. */
const ORDER = Object.keys(outcomeWords) as Outcome[];
/** Noon, so that the day is the same in every zone that matters here. */
const dayOf = (day: string) => new Date(`${day}T12:00:00Z`);

/** Counts of what was recorded, for the bank, the days and the volunteer that are chosen. */
export function Counts({ model }: { model: ResultsModel }) {
  const { results, fault } = model.state;
  return (
    <>
      <FilterBar model={model} />
      <Fault text={fault} again={() => void model.load()} />
      {results ? <Shown model={model} results={results} /> : !fault && <Waiting />}
    </>
  );
}

function FilterBar({ model }: { model: ResultsModel }) {
  const { filters, filterFault, banks, callers } = model.state;
  const named = (one: { id: string; name: string }) => ({ value: one.id, label: one.name });
  return (
    <section class="card" aria-labelledby="filters-title">
      <h2 id="filters-title" class="small">
        {w.filters}
      </h2>
      {filterFault && <FieldError id="days-error" text={filterFault} />}
      <div class="result-filters">
        <SelectField
          id="bank"
          label={w.bank}
          value={filters.bank}
          options={[{ value: "", label: w.allBanks }, ...banks.map(named)]}
          onPick={(bank) => model.filter({ bank })}
        />
        <TextField
          id="from"
          type="date"
          label={w.from}
          value={filters.from}
          onText={(from) => model.filter({ from })}
        />
        <TextField
          id="to"
          type="date"
          label={w.to}
          value={filters.to}
          onText={(to) => model.filter({ to })}
        />
        <SelectField
          id="caller"
          label={w.caller}
          value={filters.caller}
          options={[{ value: "", label: w.allCallers }, ...callers.map(named)]}
          onPick={(caller) => model.filter({ caller })}
        />
      </div>
    </section>
  );
}

function Shown({ model, results }: { model: ResultsModel; results: Results }) {
  const { calls, conversations, reached, outcomes, questions, days } = results;
  if (calls === 0) {
    return (
      <div class="card empty" role="status">
        <h2>{w.none}</h2>
        <p>{w.noneHelp}</p>
      </div>
    );
  }
  const bars = ORDER.flatMap((one) => outcomes.find(({ outcome }) => outcome === one) ?? []);
  return (
    <>
      <div class="stats">
        <Stat label={w.calls} value={calls} />
        <Stat
          label={w.conversations}
          value={conversations}
          beside={say(w.shareOfCalls, { share: share(conversations, calls) })}
        />
        <Stat label={w.reached} value={reached} />
      </div>
      <div class="result-charts">
        <section class="card">
          <h2>{w.outcomes}</h2>
          <BarTable
            caption={w.outcomes}
            head={[w.outcome, w.calls]}
            bars={bars
              .filter((one) => one.calls > 0)
              .map((one) => ({
                key: one.outcome,
                label: outcomeWords[one.outcome],
                value: one.calls,
              }))}
            total={calls}
          />
        </section>
        <section class="card">
          <h2>{w.days}</h2>
          <Columns
            legend={[w.calls, w.conversations]}
            columns={days.map((one) => ({
              key: one.day,
              label: String(Number(one.day.slice(8))),
              whole: one.calls,
              part: one.conversations,
            }))}
          >
            <details>
              <summary>{say(words.shared.asTable, { what: w.days })}</summary>
              <Table
                caption={w.days}
                columns={[
                  { head: w.day, cell: (one) => dates.day(dayOf(one.day), new Date(0)) },
                  { head: w.calls, cell: (one) => one.calls, number: true },
                  { head: w.conversations, cell: (one) => one.conversations, number: true },
                ]}
                rows={days}
                keyOf={(one) => one.day}
              />
            </details>
          </Columns>
        </section>
      </div>
      {questions.length > 0 && (
        <section class="result-questions" aria-labelledby="questions-title">
          <h2 id="questions-title">{w.questions}</h2>
          <div class="result-charts">
            {questions.map((one) => (
              <Question
                key={`${one.bank} ${one.version} ${one.question}`}
                model={model}
                of={one}
                several={versionsOf(questions, one) > 1}
              />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

const versionsOf = (all: readonly QuestionCount[], { bank, question }: QuestionCount) =>
  all.filter((one) => one.bank === bank && one.question === question).length;

function Question(props: { model: ResultsModel; of: QuestionCount; several: boolean }) {
  const { model, of, several } = props;
  const { filters } = model.state;
  const total = of.options.reduce((sum, one) => sum + one.count, 0);
  const about = [
    filters.bank ? null : model.bankName(of.bank),
    several ? say(w.version, { n: of.version }) : null,
    of.kind === "several" ? w.severalKind : null,
  ].filter(Boolean);
  return (
    <div class="card">
      <div>
        <h3>{of.label}</h3>
        {about.length > 0 && <p class="help">{about.join(" · ")}</p>}
      </div>
      <BarTable
        caption={of.label}
        head={[w.answer, w.people]}
        bars={of.options.map((one) => ({ key: one.option, label: one.label, value: one.count }))}
        {...(of.kind === "single" ? { total } : {})}
      />
    </div>
  );
}
