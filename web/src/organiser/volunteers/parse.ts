/** Understands a pasted or uploaded list of volunteers: names and e-mails in any order. Pure. */
import { cellsOf, plainWord } from "../cells";

export interface NewVolunteer {
  email: string;
  name: string;
}

/** A line that can't be used, as it was typed, and why. */
export interface RefusedLine {
  text: string;
  why: "no_email" | "two_emails" | "no_name" | "twice";
}

export interface Understood {
  people: NewVolunteer[];
  refused: RefusedLine[];
}

const EMAIL = /[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[^\s@<>(),;:"[\]]+/g;
const FIRST = new Set(["firstname", "forename", "forenames", "givenname", "first"]);
const LAST = new Set(["lastname", "surname", "familyname", "last"]);
const WHOLE = new Set(["name", "fullname", "volunteer", "volunteername"]);
const MAIL = new Set(["email", "emailaddress", "mail", "emailadress"]);
const LETTERS = /\p{L}/u;

/** Where a row of headings says that names stand; null where the first row is none. */
interface Headings {
  whole: number;
  first: number;
  last: number;
}

function headingsOf(row: readonly string[]): Headings | null {
  if (row.some((cell) => cell.includes("@"))) return null;
  const words = row.map(plainWord);
  if (!words.some((word) => MAIL.has(word))) return null;
  const at = (set: Set<string>) => words.findIndex((word) => set.has(word));
  return { whole: at(WHOLE), first: at(FIRST), last: at(LAST) };
}

function nameIn(row: readonly string[], headings: Headings | null): string {
  const cell = (at: number) => row[at] ?? "";
  if (headings) {
    const { whole, first, last } = headings;
    if (whole >= 0) return cell(whole);
    if (first >= 0 || last >= 0) return `${cell(first)} ${cell(last)}`;
  }
  // "Sam Reid <sam@example.org>", "sam@example.org Sam Reid", or a cell for each of first and last name.
  const rest = row.map((one) => one.replace(EMAIL, " ").replace(/[<>()"[\]]/g, " "));
  return rest.filter((one) => LETTERS.test(one)).join(" ");
}

/** The people of a list, in its order, each once; and the lines that name nobody who can be invited. */
export function understand(text: string): Understood {
  const rows = cellsOf(text);
  const headings = headingsOf(rows[0] ?? []);
  const seen = new Set<string>();
  const people: NewVolunteer[] = [];
  const refused: RefusedLine[] = [];
  for (const row of headings ? rows.slice(1) : rows) {
    const line = row.filter(Boolean).join(", ");
    const emails = [...new Set(line.toLowerCase().match(EMAIL) ?? [])];
    const name = nameIn(row, headings).replace(/\s+/g, " ").trim();
    const [email] = emails;
    const why =
      !email || !isOne(line)
        ? "no_email"
        : emails.length > 1
          ? "two_emails"
          : seen.has(email)
            ? "twice"
            : !name
              ? "no_name"
              : null;
    if (email && !why) {
      seen.add(email);
      people.push({ email, name });
    } else if (why) refused.push({ text: line, why });
  }
  return { people, refused };
}

/** A second @ beside the address means that it was mistyped. */
const isOne = (line: string) => !line.replace(EMAIL, "").includes("@");
