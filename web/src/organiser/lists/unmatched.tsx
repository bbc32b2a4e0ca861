import { Icon } from "../../ui/icon";
import { csvOf } from "../cells";
import { saveAsFile } from "../download";
import { say, words } from "../strings";
import { Table } from "../ui/table";
import type { ListsModel } from "./model";

/** So many are shown; the file has them all. */
const MOST_SHOWN = 200;

/** Something that was typed and is nothing here. */
export interface LeftOver {
  text: string;
  why: string;
  /** What it may mean. */
  perhaps: string;
}

interface Props {
  model: ListsModel;
  title: string;
  help: string;
  /** The name of the file, without its end. */
  file: string;
  rows: readonly LeftOver[];
}

/** What could not be used, as it was typed, to be looked at, copied or taken along. */
export function LeftOvers({ model, title, help, file, rows }: Props) {
  if (rows.length === 0) return null;
  const { heads } = words.lists;
  const columns = [
    { head: heads.typed, cell: (row: LeftOver) => row.text },
    { head: heads.why, cell: (row: LeftOver) => row.why },
  ];
  if (rows.some((row) => row.perhaps)) {
    columns.push({ head: heads.perhaps, cell: (row: LeftOver) => row.perhaps });
  }
  const table = () => [
    [heads.typed, heads.why, heads.perhaps],
    ...rows.map((row) => [row.text, row.why, row.perhaps]),
  ];
  return (
    <div class="left-overs">
      <h3>{title}</h3>
      <p class="help">{help}</p>
      <div class="button-row">
        <button
          type="button"
          class="secondary"
          onClick={() => void model.copy(rows.map((row) => row.text).join("\n"))}
        >
          <Icon name={model.state.copied ? "check" : "copy"} />
          <span aria-live="polite">
            {model.state.copied ? words.lists.copied : words.lists.copy}
          </span>
        </button>
        <button
          type="button"
          class="secondary"
          onClick={() => saveAsFile(`${file}.csv`, csvOf(table()))}
        >
          {words.lists.download}
        </button>
      </div>
      <Table
        caption={title}
        columns={columns}
        rows={rows.slice(0, MOST_SHOWN)}
        keyOf={(row) => row.text}
      />
      {rows.length > MOST_SHOWN && (
        <p class="help">{say(words.lists.moreInFile, { n: rows.length - MOST_SHOWN })}</p>
      )}
    </div>
  );
}
