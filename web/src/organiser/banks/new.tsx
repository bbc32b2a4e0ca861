import { Choice, Group } from "../../ui/field";
import { pathOf } from "../route";
import { say, words } from "../strings";
import { SelectField } from "../ui/field";
import { Go } from "../ui/go";
import { Leaving } from "../ui/leaving";
import { Fault, Waiting } from "../ui/notice";
import type { NewBank as NewBankModel } from "./new-model";
import { About, Extras, Part, type PartProps, Rules, When, Who } from "./parts";

/** Fills in a phone bank that is not there yet. It is saved as paused. */
export function NewBank({ model }: { model: NewBankModel }) {
  const { form, loadFault, saving, saveFault } = model.state;
  if (!form) {
    return loadFault ? <Fault text={loadFault} again={() => void model.load()} /> : <Waiting />;
  }
  const part = { model, form };
  return (
    <>
      <Kind model={model} form={form} />
      <About {...part} />
      <Who {...part} />
      <When {...part} />
      <Rules {...part} />
      <Extras {...part} />
      <Fault text={saveFault} />
      <div class="act-bar">
        <button
          type="button"
          class="primary"
          aria-disabled={saving}
          onClick={() => void model.save()}
        >
          {saving ? words.banks.saving : words.banks.saveNew}
        </button>
        <p class="help">{words.banks.saveNewWhy}</p>
        <Go on={model.on} to={pathOf("banks")} class="button plain">
          {words.shared.cancel}
        </Go>
      </div>
      {model.state.leaving && <Leaving onLeave={() => model.leave()} onStay={() => model.stay()} />}
    </>
  );
}

function Kind({ model, form }: PartProps & { model: NewBankModel }) {
  const { kinds, banks } = model.state;
  const w = words.bankForm;
  const title = kinds.find((one) => one.kind === form.kind)?.script.title ?? "";
  return (
    <Part title={w.kind}>
      <Group legend={<span class="unseen">{w.kind}</span>} help={w.kindHelp}>
        <div class="choices kinds">
          {kinds.map(({ kind }) => (
            <Choice
              key={kind}
              type="radio"
              name="kind"
              label={w.kinds[kind]}
              checked={form.kind === kind}
              hint={<span class="help">{w.kindWhat[kind]}</span>}
              onPick={() => model.chooseKind(kind)}
            />
          ))}
        </div>
      </Group>
      <SelectField
        id="bank-script"
        label={w.scriptOf}
        value={form.scriptOf}
        options={[
          { value: "", label: say(w.ownScript, { title }) },
          ...banks.map(({ id, name }) => ({ value: id, label: say(w.copyOf, { name }) })),
        ]}
        onPick={(scriptOf) => model.edit({ scriptOf })}
      />
    </Part>
  );
}
