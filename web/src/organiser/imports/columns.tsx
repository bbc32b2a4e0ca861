import { count, say, words } from "../strings";
import { SelectField } from "../ui/field";
import { Table } from "../ui/table";
import type { OneImport } from "./one";
import type { Preview, PreviewColumn, PreviewFile } from "./types";

const w = words.imports;
const SEPARATORS = [",", ";", "\t", "|"];

/** What each column of each file is taken for, to be put right. */
export function FileColumns({ model, preview }: { model: OneImport; preview: Preview }) {
  return (
    <>
      {preview.files.map((file, n) => (
        <OneFile key={file.name} model={model} preview={preview} file={file} place={n} />
      ))}
      {model.state.said && (
        <div class="card going">
          <p>{w.changed}</p>
          <button
            type="button"
            class="primary"
            aria-disabled={model.state.busy}
            onClick={() => void model.check()}
          >
            {w.checkAgain}
          </button>
        </div>
      )}
    </>
  );
}

interface FileProps {
  model: OneImport;
  preview: Preview;
  file: PreviewFile;
  place: number;
}

function OneFile({ model, preview, file, place }: FileProps) {
  const said = model.state.said?.[place]?.columns;
  const meaningOf = (column: PreviewColumn) => said?.[column.position] ?? column.meaning;
  const used = file.columns.filter((column) => meaningOf(column)).length;
  return (
    <section class="card">
      <div class="file-head">
        <div>
          <h2>{file.name}</h2>
          <p class="help">
            {say(w.fileFacts, { n: file.rows, used, columns: file.columns.length })}{" "}
            {say(w.encoding, { encoding: file.encoding })}
          </p>
        </div>
        <SelectField
          id={`separator-${place}`}
          label={w.separator}
          value={file.separator}
          options={SEPARATORS.map((one) => ({
            value: one,
            label: (w.separators as Record<string, string>)[one] ?? one,
          }))}
          onPick={(separator) => model.separate(place, separator)}
        />
      </div>
      <Table
        caption={say(w.columnsOf, { name: file.name })}
        columns={[
          {
            head: w.column,
            cell: (column) => column.name || say(w.unnamed, { n: column.position + 1 }),
          },
          {
            head: w.samples,
            cell: (column) => (
              <ul class="samples">
                {column.samples.map((sample) => (
                  <li key={sample}>{sample}</li>
                ))}
              </ul>
            ),
          },
          {
            head: w.meaning,
            cell: (column) => (
              <MeaningChoice
                model={model}
                preview={preview}
                file={place}
                column={column}
                meaning={meaningOf(column)}
              />
            ),
          },
        ]}
        rows={file.columns}
        keyOf={(column) => column.position}
      />
    </section>
  );
}

function MeaningChoice(props: {
  model: OneImport;
  preview: Preview;
  file: number;
  column: PreviewColumn;
  meaning: string;
}) {
  const { model, preview, file, column, meaning } = props;
  const name = column.name || count(column.position + 1);
  return (
    <select
      aria-label={say(w.meaningOf, { column: name })}
      class={meaning ? "meaning" : "meaning unused"}
      value={meaning}
      onChange={(event) => model.mean(file, column.position, event.currentTarget.value)}
    >
      <option value="">{w.notUsed}</option>
      {preview.meanings.map((one) => (
        <option key={one.meaning} value={one.meaning}>
          {one.label}
        </option>
      ))}
    </select>
  );
}
