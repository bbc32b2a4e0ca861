import { clock } from "../../api/client";
import { Steps } from "../overview/steps";
import { pathOf } from "../route";
import { count, dates, say, words } from "../strings";
import { FileField, SelectField } from "../ui/field";
import { Go } from "../ui/go";
import { Fault, Waiting } from "../ui/notice";
import { Table } from "../ui/table";
import type { ImportList } from "./list";
import { megabytes } from "./sizes";
import type { Import } from "./types";

const w = words.imports;

/** A new import, and those before. */
export function ListView({ model }: { model: ImportList }) {
  const { imports, fault } = model.state;
  return (
    <>
      {imports?.length === 0 && <Steps on={model.on} />}
      <NewImport model={model} />
      {!imports && (fault ? <Fault text={fault} again={() => void model.look()} /> : <Waiting />)}
      {imports && imports.length > 0 && <Earlier model={model} imports={imports} />}
    </>
  );
}

function NewImport({ model }: { model: ImportList }) {
  const { files, fileFault, busy, banks, bank } = model.state;
  return (
    <section class="card">
      <h2>{w.newOne}</h2>
      <p>{w.newText}</p>
      <FileField
        id="import-files"
        label={files.length ? w.chooseMore : w.choose}
        help={w.chooseHelp}
        error={fileFault}
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        multiple
        onFiles={(chosen) => model.choose(chosen)}
      />
      {files.length > 0 && (
        <ul class="file-list">
          {files.map((file) => (
            <li key={file.name}>
              <span>
                {file.name} <span class="help">{megabytes(file.size)}</span>
              </span>
              <button
                type="button"
                class="link"
                aria-label={say(w.removeFile, { name: file.name })}
                onClick={() => model.remove(file)}
              >
                {w.remove}
              </button>
            </li>
          ))}
        </ul>
      )}
      {banks.length > 0 && (
        <SelectField
          id="import-bank"
          label={w.bank}
          help={w.bankHelp}
          value={bank}
          options={[
            { value: "", label: w.noBank },
            ...banks.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onPick={(chosen) => model.pickBank(chosen)}
        />
      )}
      <div class="button-row">
        <button
          type="button"
          class="primary"
          aria-disabled={busy}
          onClick={() => void model.begin()}
        >
          {w.begin}
        </button>
        <p class="help">{w.beginHelp}</p>
      </div>
    </section>
  );
}

function Earlier({ model, imports }: { model: ImportList; imports: readonly Import[] }) {
  return (
    <section class="card">
      <h2>{w.earlier}</h2>
      <Table
        caption={w.earlier}
        columns={[
          {
            head: w.files,
            cell: (one) => (
              <Go on={model.on} to={pathOf("import", one.id)}>
                {one.files.map(({ name }) => name).join(", ")}
              </Go>
            ),
          },
          {
            head: w.when,
            cell: (one) => dates.dayAndTime(new Date(one.created_at), clock.now()),
          },
          { head: w.by, cell: (one) => one.by.name },
          { head: w.people, cell: (one) => count(one.counts.people ?? 0), number: true },
          { head: w.state, cell: (one) => w.states[one.state] },
        ]}
        rows={imports}
        keyOf={(one) => one.id}
      />
    </section>
  );
}
