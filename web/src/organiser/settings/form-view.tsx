import { FieldError } from "../../ui/field";
import { pathOf } from "../route";
import { words } from "../strings";
import { AreaField, FileField, TextField } from "../ui/field";
import { Go } from "../ui/go";
import { HoursEditor } from "../ui/hours";
import { Fault, Waiting } from "../ui/notice";
import { Colours } from "./colours";
import type { Draft, SettingsForm } from "./form";

const w = words.settings;

/** All settings on one page, saved together. */
export function SettingsView({ model }: { model: SettingsForm }) {
  const { draft, fault, busy, changed } = model.state;
  if (!draft) return fault ? <Fault text={fault} again={() => void model.look()} /> : <Waiting />;
  return (
    <>
      <form
        class="settings"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.save();
        }}
      >
        <Campaign model={model} draft={draft} />
        <Colours model={model} draft={draft} />
        <Logo model={model} draft={draft} />
        <Times model={model} draft={draft} />
        <div class="save-bar">
          <Fault text={fault} />
          <button type="submit" class="primary" aria-disabled={busy}>
            {w.save}
          </button>
          {changed && <p class="help">{w.unsaved}</p>}
        </div>
      </form>
      <section class="card">
        <h2>{words.close.title}</h2>
        <p>{w.closeText}</p>
        <Go on={model.on} to={pathOf("settings", "close")} class="button second">
          {w.toClose}
        </Go>
      </section>
    </>
  );
}

interface Props {
  model: SettingsForm;
  draft: Draft;
}

function Campaign({ model, draft }: Props) {
  const { faults } = model.state;
  return (
    <section class="card">
      <h2>{w.campaign}</h2>
      <TextField
        id="campaign-name"
        label={w.name}
        value={draft.name}
        error={faults.name ?? null}
        maxLength={120}
        onText={(name) => model.change({ name })}
      />
      <TextField
        id="party"
        label={w.party}
        value={draft.party}
        maxLength={120}
        onText={(party) => model.change({ party })}
      />
      <AreaField
        id="imprint"
        label={w.imprint}
        help={w.imprintHelp}
        rows={3}
        value={draft.imprint}
        onText={(imprint) => model.change({ imprint })}
      />
      <TextField
        id="privacy-contact"
        label={w.privacy}
        help={w.privacyHelp}
        value={draft.privacy_contact}
        maxLength={200}
        onText={(contact) => model.change({ privacy_contact: contact })}
      />
    </section>
  );
}

function Logo({ model, draft }: Props) {
  const error = model.state.faults.logo ?? null;
  return (
    <section class="card">
      <h2>{w.logo}</h2>
      {draft.logo && <img class="logo" src={draft.logo} alt={w.logoAlt} />}
      <FileField
        id="logo"
        label={draft.logo ? w.logoOther : w.logoChoose}
        help={w.logoHelp}
        error={error}
        accept="image/png,image/jpeg,image/webp"
        onFiles={([file]) => file && void model.pickLogo(file)}
      />
      {draft.logo && (
        <button type="button" class="link" onClick={() => model.change({ logo: null })}>
          {w.logoRemove}
        </button>
      )}
    </section>
  );
}

function Times({ model, draft }: Props) {
  const { faults } = model.state;
  return (
    <section class="card">
      <h2>{w.times}</h2>
      <HoursEditor
        id="default-hours"
        legend={w.hours}
        help={w.hoursHelp}
        hours={draft.default_hours}
        onHours={(hours) => model.change({ default_hours: hours })}
      />
      {faults.hours && <FieldError id="hours-error" text={faults.hours} />}
      <div class="date-time">
        <TextField
          id="poll-date"
          type="date"
          label={w.pollDate}
          value={draft.poll_date ?? ""}
          error={faults.poll_date ?? null}
          onText={(date) => model.change({ poll_date: date || null })}
        />
        <TextField
          id="ends-date"
          type="date"
          label={w.endsDate}
          value={draft.ends_date}
          error={faults.ends ?? null}
          onText={(date) => model.change({ ends_date: date })}
        />
        <TextField
          id="ends-time"
          type="time"
          label={w.endsTime}
          value={draft.ends_time}
          onText={(time) => model.change({ ends_time: time })}
        />
      </div>
      <p class="help">{w.endsHelp}</p>
    </section>
  );
}
