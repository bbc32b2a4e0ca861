import { pathOf } from "../route";
import { count, say, words } from "../strings";
import { Confirm } from "../ui/confirm";
import { Go } from "../ui/go";
import { Fault, Notice, Waiting } from "../ui/notice";
import { JobProgress, Progress } from "../ui/progress";
import { FileColumns } from "./columns";
import { Counts } from "./counts";
import { atWork, type OneImport } from "./one";
import { Problems } from "./problems";
import { megabytes } from "./sizes";
import type { Import } from "./types";
import type { Sending } from "./uploads";

const w = words.imports;

/** One import: each state says what is going on, and what to do next. */
export function OneView({ model }: { model: OneImport }) {
  const { it, fault } = model.state;
  const { sending } = model;
  return (
    <>
      <p class="back-line">
        <Go on={model.on} to={pathOf("import")}>
          {w.all}
        </Go>
      </p>
      <Fault text={fault} again={() => void model.look()} />
      {sending && <Uploading model={model} sending={sending} />}
      {!sending && !it && !fault && <Waiting />}
      {!sending && it && <Stage model={model} it={it} />}
      <Undo model={model} />
    </>
  );
}

function Uploading({ model, sending }: { model: OneImport; sending: Sending }) {
  const { files, sent, arrived } = sending;
  return (
    <section class="card">
      <h2>{w.uploading}</h2>
      <p class="help">{w.uploadingHelp}</p>
      {files.map((file, n) => (
        <Progress
          key={file.name}
          label={file.name}
          done={n < arrived ? file.size : Math.min(file.size, sent[n] ?? 0)}
          total={file.size}
          text={say(w.ofSize, { done: megabytes(sent[n] ?? 0), total: megabytes(file.size) })}
        />
      ))}
      <Fault text={sending.fault} again={() => model.again()} />
    </section>
  );
}

function Stage({ model, it }: { model: OneImport; it: Import }) {
  if (it.state === "uploading") return <Interrupted model={model} />;
  if (it.state === "undoing") return <TakingBack model={model} />;
  if (atWork(it)) return <AtWork it={it} />;
  if (it.state === "checked") return <Checked model={model} it={it} />;
  if (it.state === "failed") return <Failed model={model} it={it} />;
  return <Finished model={model} it={it} />;
}

/** The page was closed before its files had arrived. */
function Interrupted({ model }: { model: OneImport }) {
  return (
    <section class="card">
      <h2>{w.interrupted}</h2>
      <p>{w.interruptedText}</p>
      <Go on={model.on} to={pathOf("import")} class="button primary">
        {w.newOne}
      </Go>
    </section>
  );
}

function AtWork({ it }: { it: Import }) {
  const states = w.working as Record<string, { title: string; text: string }>;
  const word = states[it.state];
  const writing = it.state === "writing";
  return (
    <section class="card" aria-live="polite">
      <h2>{word?.title}</h2>
      <p class="help">{word?.text}</p>
      <Progress
        label={writing ? w.rowsDone : w.rowsRead}
        done={writing ? it.rows_done : it.rows_read}
        total={it.rows_total ?? 0}
        {...(it.rows_total ? {} : { text: count(it.rows_read) })}
      />
    </section>
  );
}

function TakingBack({ model }: { model: OneImport }) {
  const { job } = model.state;
  const { title, text } = w.working.undoing;
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="help">{text}</p>
      {job ? (
        <JobProgress job={job} label={title} onStart={() => void model.startJob()} />
      ) : (
        <Progress label={title} done={0} total={0} text={words.shared.working} />
      )}
    </section>
  );
}

/** Nothing is written yet: what would be, and the button that does it. */
function Checked({ model, it }: { model: OneImport; it: Import }) {
  const { preview, problemsUrl, busy, said } = model.state;
  if (!preview) return <Waiting />;
  const counts = preview.counts ?? {};
  return (
    <>
      <section class="card">
        <h2>{w.would}</h2>
        {preview.warnings.map((one) => (
          <Notice key={one.code} bad>
            <p>{one.message}</p>
          </Notice>
        ))}
        <Counts counts={counts} />
        <div class="button-row">
          <button
            type="button"
            class="primary"
            aria-disabled={busy || Boolean(said)}
            aria-describedby="start-help"
            onClick={() => {
              if (!said) void model.begin();
            }}
          >
            {say(w.start, { n: counts.people ?? 0 })}
          </button>
          <p class="help" id="start-help">
            {said ? w.startAfterCheck : it.bank ? w.startHelpBank : w.startHelp}
          </p>
        </div>
      </section>
      <FileColumns model={model} preview={preview} />
      <Problems total={counts.problems ?? 0} first={preview.problems} url={problemsUrl} />
    </>
  );
}

function Failed({ model, it }: { model: OneImport; it: Import }) {
  const { preview, busy } = model.state;
  // Half-way through, it goes on; before that, the files have to be put right.
  const begun = it.started_at !== null;
  return (
    <>
      <section class="card">
        <h2>{begun ? w.stopped : w.unusable}</h2>
        <Notice bad>
          <p>{it.error?.message ?? words.shared.failed}</p>
        </Notice>
        {begun && <p>{w.stoppedText}</p>}
        <div class="button-row">
          {begun && (
            <button
              type="button"
              class="primary"
              aria-disabled={busy}
              onClick={() => void model.begin()}
            >
              {words.shared.goOn}
            </button>
          )}
          <Go on={model.on} to={pathOf("import")} class="button second">
            {w.otherFiles}
          </Go>
        </div>
      </section>
      {preview && !begun && <FileColumns model={model} preview={preview} />}
    </>
  );
}

function Finished({ model, it }: { model: OneImport; it: Import }) {
  const { problemsUrl } = model.state;
  const undone = it.state === "undone";
  return (
    <>
      <section class="card">
        <h2>{undone ? w.undone : w.done}</h2>
        {it.error && (
          <Notice bad>
            <p>{it.error.message}</p>
          </Notice>
        )}
        {undone ? <p>{w.undoneText}</p> : <Counts counts={it.counts} />}
        <div class="button-row">
          {undone ? (
            <Go on={model.on} to={pathOf("import")} class="button primary">
              {w.newOne}
            </Go>
          ) : (
            <Go on={model.on} to={pathOf("banks")} class="button primary">
              {w.toBanks}
            </Go>
          )}
          {it.can_undo && (
            <button type="button" class="secondary" onClick={() => model.askUndo()}>
              {w.undo}
            </button>
          )}
        </div>
      </section>
      {!undone && <Problems total={it.counts.problems ?? 0} first={[]} url={problemsUrl} />}
    </>
  );
}

function Undo({ model }: { model: OneImport }) {
  const { undoing, it } = model.state;
  if (!undoing || !it) return null;
  return (
    <Confirm
      heading={w.undoHeading}
      act={w.undo}
      busy={undoing.busy}
      fault={undoing.fault}
      onConfirm={() => void model.undo()}
      onCancel={() => model.cancelUndo()}
    >
      <p>{say(w.undoText, { n: it.counts.new ?? 0 })}</p>
    </Confirm>
  );
}
