import type { ComponentChildren, Key } from "preact";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** A number: set at the end of its column, with figures of one width. */
  number?: boolean;
}

interface Props<Row> {
  /** What the table shows, for those who do not see what it stands under. */
  caption: string;
  /** The caption is seen too. */
  captioned?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => Key;
}

/** A table that scrolls within itself where the window is narrow. Its first column names the row. */
export function Table<Row>({ caption, captioned, columns, rows, keyOf }: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="table-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={captioned ? undefined : "unseen"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((one) => (
              <th key={one.head} scope="col" class={one.number ? "number" : undefined}>
                {one.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((one, n) =>
                n === 0 ? (
                  <th key={one.head} scope="row" class={one.number ? "number" : undefined}>
                    {one.cell(row)}
                  </th>
                ) : (
                  <td key={one.head} class={one.number ? "number" : undefined}>
                    {one.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
