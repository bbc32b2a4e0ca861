/** Takes elector numbers and telephone numbers out of what people paste and upload. Pure. */
import { cellsOf, plainWord } from "../cells";

export interface Listed {
  /** As they were typed, in their order, each once. */
  numbers: string[];
  /** The headings of the columns that they come from; empty where the whole list was taken. */
  columns: string[];
}

/** `AB-124/1`, `AB124`, `124/1`, `AB 124 1`: the server decides what it is, here it is only told from a name. */
const ELECTOR = /^[a-z0-9]{0,6}[\s._:/-]*\d{1,6}(?:[\s./-]+[a-z0-9]{1,3})?$/i;
const TELEPHONE = /^\+?(?:[\s().-]*\d){9,15}$/;
const ONLY_NUMBERS = /^\d+(?:\/\d+)?(?:\s+\d+(?:\/\d+)?)+$/;
/** The share of a column's cells that must look right where there is no heading to go by. */
const MOST = 0.6;

const PREFIX = new Set(["electornumberprefix", "electorprefix", "pd", "pollingdistrict", "prefix"]);
const NUMBER = new Set(["electornumber", "electorno", "elector", "rollno", "rollnumber"]);
const SUFFIX = new Set(["electornumbersuffix", "electorsuffix", "suffix"]);

type Fits = (cell: string) => boolean;
/** The API takes no longer texts than this; nothing that is a number is cut by it. */
const LONGEST = 200;
const unique = (list: string[]) => [...new Set(list.map((one) => one.slice(0, LONGEST)))];

/** The columns in which most cells look like what is wanted; all of a list that has but one. */
function columnsLike(rows: readonly string[][], fits: Fits): number[] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return [0];
  return Array.from({ length: width }, (_, at) => at).filter((at) => {
    const cells = rows.map((row) => row[at] ?? "").filter(Boolean);
    return cells.length > 0 && cells.filter(fits).length >= cells.length * MOST;
  });
}

/** Elector numbers, one or several a line, or in the columns of a register. */
export function electorsIn(text: string): Listed {
  const rows = cellsOf(text);
  const [head = [], ...body] = rows;
  const words = head.map(plainWord);
  const at = (set: Set<string>) => words.findIndex((word) => set.has(word));
  const number = at(NUMBER);
  if (number >= 0) {
    const columns = [at(PREFIX), number, at(SUFFIX)];
    const found = body.map((row) => joined(columns.map((one) => row[one] ?? "")));
    return {
      numbers: unique(found.filter(Boolean)),
      columns: columns.flatMap((one) => head[one] ?? []),
    };
  }
  return { numbers: unique(pick(rows, areElectors).flatMap(apart)), columns: [] };
}

/** Prefix, number and suffix as registers are written: a suffix of zero is not. */
function joined([prefix = "", number = "", suffix = ""]: string[]): string {
  if (!number) return "";
  const main = prefix && !/[a-z]/i.test(number) ? `${prefix}-${number}` : number;
  return suffix && Number(suffix) !== 0 && !number.includes("/") ? `${main}/${suffix}` : main;
}

/** "124 125 126" are three; "AB 124" is one. What a list is separated by, a line of it may not be. */
const apart = (cell: string) =>
  cell
    .split(/[,;\t]/)
    .map((one) => one.trim())
    .flatMap((one) => (ONLY_NUMBERS.test(one) ? one.split(/\s+/) : one || []));

const areElectors: Fits = (cell) => apart(cell).every((one) => ELECTOR.test(one));

/** Telephone numbers, one or several a line, or in the columns of a file. */
export function telephonesIn(text: string): Listed {
  return { numbers: unique(pick(cellsOf(text), (cell) => TELEPHONE.test(cell))), columns: [] };
}

/** The cells of the columns that hold numbers. Where none does, every row is shown to the server as it is. */
function pick(rows: readonly string[][], fits: Fits): string[] {
  const columns = columnsLike(rows, fits);
  if (columns.length === 0) return rows.map((row) => row.filter(Boolean).join(", "));
  const cells = rows.map((row) => columns.flatMap((one) => row[one] || []));
  // A heading names its column: it is nobody's number.
  const [head = [], ...body] = cells;
  const headed = head.length > 0 && !head.some((one) => /\d/.test(one)) && body.length > 0;
  return (headed ? body : cells).flat();
}
