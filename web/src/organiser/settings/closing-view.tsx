import { clock } from "../../api/client";
import { pathOf } from "../route";
import { dates, say, words } from "../strings";
import { TextField } from "../ui/field";
import { Go } from "../ui/go";
import { Fault, Notice, Waiting } from "../ui/notice";
import { JobProgress, Progress } from "../ui/progress";
import { CertificateCard } from "./certificate";
import type { ClosingModel } from "./closing";
import type { Closing } from "./types";

const w = words.close;

/** The end of a campaign, step by step. */
export function ClosingView({ model }: { model: ClosingModel }) {
  const { now, fault, certificate, destroying } = model.state;
  if (certificate) return <CertificateCard certificate={certificate} />;
  if (destroying || now?.state === "destroying") return <Destroying />;
  return (
    <>
      <p class="back-line">
        <Go on={model.on} to={pathOf("settings")}>
          {w.back}
        </Go>
      </p>
      <Fault text={fault} again={() => void model.look()} />
      {!now && !fault && <Waiting />}
      {now?.state === "open" && <Begin model={model} />}
      {now?.state === "closing" && <Exporting model={model} now={now} />}
      {now?.state === "ready" && <Ready model={model} now={now} />}
    </>
  );
}

/** Typed by hand, so that nothing of this is done by a slip. */
function NameField({ model }: { model: ClosingModel }) {
  const { name, nameFault } = model.state;
  return (
    <TextField
      id="close-name"
      label={say(w.typeName, { name: model.campaign })}
      value={name}
      error={nameFault}
      onText={(text) => model.type(text)}
    />
  );
}

function Begin({ model }: { model: ClosingModel }) {
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.close();
      }}
    >
      <h2>{w.beginTitle}</h2>
      <p>{w.beginText}</p>
      <ol class="what-happens">
        {w.happens.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <NameField model={model} />
      <div class="button-row">
        <button type="submit" class="primary" aria-disabled={model.state.busy}>
          {w.begin}
        </button>
        <p class="help">{w.beginHelp}</p>
      </div>
    </form>
  );
}

function Exporting({ model, now }: { model: ClosingModel; now: Closing }) {
  return (
    <section class="card">
      <h2>{w.exporting}</h2>
      <p>{w.exportingText}</p>
      {now.job && (
        <JobProgress job={now.job} label={w.lastExport} onStart={() => void model.startJob()} />
      )}
      <CallOff model={model} />
    </section>
  );
}

function CallOff({ model }: { model: ClosingModel }) {
  return (
    <button type="button" class="secondary fit" onClick={() => void model.callOff()}>
      {w.callOff}
    </button>
  );
}

/** "1:05:09", or "59:30": hours only where there are any. */
export function countdown(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function Ready({ model, now }: { model: ClosingModel; now: Closing }) {
  const left = model.secondsLeft;
  const asked = now.asked_at ? dates.dayAndTime(new Date(now.asked_at), clock.now()) : "";
  const fetched = Boolean(now.export?.fetched_at);
  const fetcher = now.export?.fetched_by?.name ?? "";
  const may = fetched && left === 0;
  return (
    <>
      <section class="card">
        <h2>{w.exportTitle}</h2>
        <p>
          {say(w.exportText, {
            n: now.export?.calls ?? 0,
            people: now.export?.people ?? 0,
          })}
        </p>
        {now.unexported.calls > 0 && (
          <Notice bad>
            <p>{say(w.unexported, { n: now.unexported.calls })}</p>
          </Notice>
        )}
        <div class="button-row">
          <button type="button" class="primary" onClick={() => void model.download()}>
            {fetched ? w.downloadAgain : w.download}
          </button>
          <p class="help">{fetched ? say(w.downloaded, { name: fetcher }) : w.downloadHelp}</p>
        </div>
      </section>
      <form
        class="card danger"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (may) void model.destroy();
        }}
      >
        <h2>{w.destroyTitle}</h2>
        <p>{say(w.askedBy, { name: now.asked_by?.name ?? "", when: asked })}</p>
        <p>{w.destroyText}</p>
        {!fetched && <p class="countdown">{w.fetchFirst}</p>}
        {left > 0 && <p class="countdown">{say(w.waitFor, { time: countdown(left) })}</p>}
        {may && <NameField model={model} />}
        <div class="button-row">
          <button type="submit" class="destroy" aria-disabled={!may || model.state.busy}>
            {w.destroy}
          </button>
          <CallOff model={model} />
        </div>
      </form>
    </>
  );
}

function Destroying() {
  return (
    <section class="card">
      <h2>{w.destroying}</h2>
      <p>{w.destroyingText}</p>
      <Progress label={w.destroying} done={0} total={0} text={words.shared.working} />
    </section>
  );
}
