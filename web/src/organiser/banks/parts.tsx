import type { ComponentChildren } from "preact";
import { Choice, FieldError, Group } from "../../ui/field";
import { words } from "../strings";
import { AreaField, SelectField, TextField } from "../ui/field";
import { HoursEditor } from "../ui/hours";
import { attempts, busyWaits, coolDowns, priorities } from "./choices";
import { CountBeside } from "./counted";
import { Filter } from "./filter";
import type { BankForm, FormField } from "./form";
import { type FormModel, INPUT } from "./form-model";

const w = words.bankForm;

export interface PartProps {
  model: FormModel;
  form: BankForm;
}

const faultOf = (model: FormModel, field: FormField) => {
  const key = model.state.faults[field];
  return key ? w.faults[key] : null;
};

/** One part of the form, under a heading of its own. */
export function Part(props: { title: string; children: ComponentChildren }) {
  return (
    <section class="card part">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

export function About({ model, form }: PartProps) {
  return (
    <Part title={w.about}>
      <TextField
        id={INPUT.name}
        label={w.name}
        help={w.nameHelp}
        value={form.name}
        maxLength={100}
        error={faultOf(model, "name")}
        onText={(name) => model.edit({ name })}
      />
      <AreaField
        id={INPUT.purpose}
        label={w.purpose}
        help={w.purposeHelp}
        rows={2}
        value={form.purpose}
        error={faultOf(model, "purpose")}
        onText={(purpose) => model.edit({ purpose })}
      />
    </Part>
  );
}

export function Who({ model, form }: PartProps) {
  if (!form.filtered) {
    return (
      <Part title={w.who}>
        <p>{w.listed}</p>
        <div class="button-row">
          <button type="button" class="secondary" onClick={() => model.edit({ filtered: true })}>
            {w.filter}
          </button>
        </div>
      </Part>
    );
  }
  const error = faultOf(model, "target");
  return (
    <Part title={w.who}>
      {error && <FieldError id={`${INPUT.target}-error`} text={error} />}
      <div class="who" id={INPUT.target} tabIndex={-1}>
        <Filter model={model} target={form.target} tried={model.state.tried} />
        <CountBeside model={model} />
      </div>
    </Part>
  );
}

export function When({ model, form }: PartProps) {
  const error = faultOf(model, "hours");
  return (
    <Part title={w.when}>
      <div class="pair">
        <div id={INPUT.hours} tabIndex={-1} class="hours-part">
          {error && <FieldError id={`${INPUT.hours}-error`} text={error} />}
          <HoursEditor
            id="bank-open"
            legend={w.hours}
            help={w.hoursHelp}
            hours={form.hours}
            onHours={(hours) => model.edit({ hours })}
          />
        </div>
        <div class="fields">
          <SelectField
            id="bank-priority"
            label={w.priority}
            help={w.priorityHelp}
            value={String(form.priority)}
            options={priorities()}
            onPick={(priority) => model.edit({ priority: Number(priority) })}
          />
          <SelectField
            id="bank-attempts"
            label={w.attempts}
            help={w.attemptsHelp}
            value={String(form.attempts)}
            options={attempts(form.attempts)}
            onPick={(most) => model.edit({ attempts: Number(most) })}
          />
          <SelectField
            id="bank-cool-down"
            label={w.coolDown}
            help={w.coolDownHelp}
            value={String(form.coolDown)}
            options={coolDowns(form.coolDown)}
            onPick={(minutes) => model.edit({ coolDown: Number(minutes) })}
          />
          <SelectField
            id="bank-busy"
            label={w.busyWait}
            value={String(form.busyWait)}
            options={busyWaits(form.busyWait)}
            onPick={(minutes) => model.edit({ busyWait: Number(minutes) })}
          />
        </div>
      </div>
    </Part>
  );
}

export function Rules({ model, form }: PartProps) {
  return (
    <Part title={w.rules}>
      <TextField
        id={INPUT.returnNumber}
        type="tel"
        class="short"
        label={w.returnNumber}
        help={w.returnHelp}
        value={form.returnNumber}
        error={faultOf(model, "returnNumber")}
        onText={(returnNumber) => model.edit({ returnNumber })}
      />
      <Group legend={w.screening} help={w.screeningHelp}>
        <div class="choices stacked">
          {(["ask", "waive"] as const).map((screening) => (
            <Choice
              key={screening}
              type="radio"
              name="screening"
              label={w[screening]}
              checked={form.screening === screening}
              onPick={() => model.edit({ screening })}
            />
          ))}
        </div>
      </Group>
      {form.screening === "waive" && (
        <AreaField
          id={INPUT.waived}
          label={w.waived}
          help={form.screeningDue ? w.waivedHelp : w.waivedEmpty}
          rows={2}
          value={form.waived}
          error={faultOf(model, "waived")}
          onText={(waived) => model.edit({ waived })}
        />
      )}
      <Tick
        label={w.messages}
        help={w.messagesHelp}
        name="messages"
        checked={form.messages}
        onPick={(messages) => model.edit({ messages })}
      />
    </Part>
  );
}

export function Extras({ model, form }: PartProps) {
  return (
    <Part title={w.extras}>
      <Tick
        label={w.leaderboard}
        help={w.leaderboardHelp}
        name="leaderboard"
        checked={form.leaderboard}
        onPick={(leaderboard) => model.edit({ leaderboard })}
      />
      <details open={"claimsPerHour" in model.state.faults || "skipsPerHour" in model.state.faults}>
        <summary>{w.limits}</summary>
        <p class="help">{w.limitsHelp}</p>
        <div class="pair">
          <TextField
            id={INPUT.claimsPerHour}
            type="number"
            min={1}
            max={1000}
            class="short"
            label={w.claimsPerHour}
            value={form.claimsPerHour}
            error={faultOf(model, "claimsPerHour")}
            onText={(claimsPerHour) => model.edit({ claimsPerHour })}
          />
          <TextField
            id={INPUT.skipsPerHour}
            type="number"
            min={1}
            max={1000}
            class="short"
            label={w.skipsPerHour}
            value={form.skipsPerHour}
            error={faultOf(model, "skipsPerHour")}
            onText={(skipsPerHour) => model.edit({ skipsPerHour })}
          />
        </div>
      </details>
    </Part>
  );
}

function Tick(props: {
  label: string;
  help: string;
  name: string;
  checked: boolean;
  onPick(on: boolean): void;
}) {
  const { help, ...choice } = props;
  return (
    <div class="tick">
      <Choice type="checkbox" {...choice} />
      <p class="help">{help}</p>
    </div>
  );
}
