import { clock } from "../../api/client";
import { Group } from "../../ui/field";
import { count, dates, say, words } from "../strings";
import { SelectField } from "../ui/field";
import { Fault } from "../ui/notice";
import { Progress } from "../ui/progress";
import { type ResultsModel, SINCE_LAST } from "./model";
import type { Export, ExportKind } from "./types";

const w = words.results;
const KINDS: readonly ExportKind[] = ["attempts", "latest", "van", "register", "numbers"];
const when = (time: string) => dates.dayAndTime(new Date(time), clock.now());

/** Files of what was recorded: made on the server, fetched with a link that is good for minutes. */
export function Exports({ model }: { model: ResultsModel }) {
  const { kind, exportBank, sinceLast, busy, exportFault, banks } = model.state;
  return (
    <section class="card" aria-labelledby="export-title">
      <h2 id="export-title">{w.export}</h2>
      <p class="help">{w.exportHelp}</p>
      <Group legend={w.exportWhat}>
        <div class="export-kinds">
          {KINDS.map((one) => (
            <label class="choice wide" key={one}>
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                onChange={() => model.pickKind(one)}
              />
              <span class="choice-label">
                <strong>{w.kinds[one]}</strong>
                <small>{w.kindHelp[one]}</small>
              </span>
            </label>
          ))}
        </div>
      </Group>
      <div class="result-filters two">
        <SelectField
          id="export-bank"
          label={w.bank}
          value={exportBank}
          options={[
            { value: "", label: w.allBanks },
            ...banks.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onPick={(bank) => model.set({ exportBank: bank })}
        />
        {SINCE_LAST.includes(kind) && (
          <label class="choice wide">
            <input
              type="checkbox"
              checked={sinceLast}
              onChange={(event) => model.set({ sinceLast: event.currentTarget.checked })}
            />
            <span class="choice-label">
              <strong>{w.sinceLast}</strong>
              <small>{w.sinceLastHelp}</small>
            </span>
          </label>
        )}
      </div>
      <Fault text={exportFault} />
      <div class="button-row">
        <button
          type="button"
          class="primary"
          aria-disabled={busy}
          onClick={() => void model.make()}
        >
          {w.make}
        </button>
      </div>
      <Earlier model={model} />
    </section>
  );
}

function Earlier({ model }: { model: ResultsModel }) {
  const { exports } = model.state;
  if (!exports?.length) return null;
  return (
    <>
      <h3>{w.earlier}</h3>
      <ul class="export-rows">
        {exports.map((one) => (
          <Row key={one.id} model={model} one={one} />
        ))}
      </ul>
    </>
  );
}

function Row({ model, one }: { model: ResultsModel; one: Export }) {
  const about = [
    model.bankName(one.bank),
    one.since && say(w.since, { time: when(one.since) }),
    one.rows !== null && say(w.rows, { n: one.rows }),
  ].filter(Boolean);
  return (
    <li class="export-row">
      <div class="export-what">
        <p>
          <strong>{w.kinds[one.kind]}</strong>
        </p>
        <p class="help">{about.join(" · ")}</p>
        <p class="help">
          {say(w.by, { name: one.by.name || w.somebody, time: when(one.created_at) })}
        </p>
        {(one.state === "waiting" || one.state === "running") && (
          <Progress
            label={w.making}
            done={one.done}
            total={one.total}
            text={
              one.state === "waiting"
                ? words.shared.waiting
                : one.total
                  ? say(words.shared.done, { done: one.done, total: one.total })
                  : one.done
                    ? count(one.done)
                    : words.shared.working
            }
          />
        )}
        {one.state === "failed" && (
          <Fault
            text={one.error?.message ?? words.shared.failed}
            again={() => void model.again(one.id)}
          />
        )}
      </div>
      {one.state === "done" && (
        <button
          type="button"
          class="secondary"
          aria-disabled={model.state.fetching === one.id}
          aria-label={say(w.downloadLabel, { kind: w.kinds[one.kind], time: when(one.created_at) })}
          onClick={() => void model.download(one.id)}
        >
          {w.download}
        </button>
      )}
    </li>
  );
}
