/** Rows of cells in a pasted or read text, as spreadsheets and suppliers write them. Pure. */

const SEPARATORS = ["\t", ";", ","] as const;

/** The separator that stands in most lines; null where there is one column. */
function separatorOf(text: string): string | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim());
  const bare = lines.map((line) => line.replace(/"[^"]*"/g, ""));
  const uses = (one: string) => bare.filter((line) => line.includes(one)).length;
  const [best, found] = SEPARATORS.map((one) => [one, uses(one)] as const).reduce((a, b) =>
    b[1] > a[1] ? b : a,
  );
  return found > 0 ? best : null;
}

/**
 * The cells of a text, trimmed, row by row; rows without any are left out. Quotes hold separators and line
 * breaks together, and a quote doubled within them is one (RFC 4180).
 */
export function cellsOf(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const one = text[at] ?? "";
    if (quoted) {
      if (one !== '"') cell += one;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (one === '"' && !cell.trim()) {
      cell = "";
      quoted = true;
    } else if (one === separator) endCell();
    else if (one === "\n" || one === "\r") endRow();
    else cell += one;
  }
  endRow();
  return rows;
}

/** A word of a heading without what suppliers write differently: "Elector No." is "electorno". */
export const plainWord = (word: string) => word.toLowerCase().replace(/[^a-z]/g, "");

/** What a cell must not begin with (OWASP, CSV injection), blanks looked past; and our own apostrophe, which a reader
 * takes off. As in the server's exports. */
const FORMULA = /^(\s*[=+\-@\t\r\n\0＝＋－＠]|')/;
/** Elector 12/1 would be the 12th of January, elector MAR-12 a day in March, 0113 a number without its nought. */
const MISREAD =
  /^(0\d|\d{1,4}[/.-]\d|(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[ /.-]?\d)/i;

/**
 * Text for a file that a spreadsheet opens right: quoted where it must be, and never a formula or a date. A
 * cell that would be taken for one gets an apostrophe before it, as in the server's exports.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const safe = (cell: string) => (FORMULA.test(cell) || MISREAD.test(cell) ? `'${cell}` : cell);
  const written = (cell: string) =>
    /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
  const lines = rows.map((row) => row.map((cell) => written(safe(cell))).join(","));
  // Excel takes a file without this mark for Windows-1252.
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
