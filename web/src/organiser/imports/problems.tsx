import { count, say, words } from "../strings";
import { Table } from "../ui/table";
import type { Problem } from "./types";

const w = words.imports;

/** Rows that are not used, with the reason: the first ones here, all of them in a file. */
export function Problems(props: { total: number; first: readonly Problem[]; url: string | null }) {
  const { total, first, url } = props;
  if (total === 0) return <p class="saved">{w.noProblems}</p>;
  return (
    <section class="card">
      <h2>{say(w.problems, { n: total })}</h2>
      <p class="help">{w.problemsHelp}</p>
      {first.length > 0 && (
        <Table
          caption={say(w.problems, { n: total })}
          columns={[
            { head: w.line, cell: (one) => count(one.line), number: true },
            { head: w.reason, cell: (one) => one.reason },
            { head: w.stood, cell: (one) => one.value },
          ]}
          rows={first}
          keyOf={(one) => `${one.file} ${one.line} ${one.code} ${one.value}`}
        />
      )}
      {total > first.length && first.length > 0 && (
        <p class="help">{say(w.firstOnly, { n: first.length })}</p>
      )}
      {url && (
        <a class="button second" href={url} download>
          {w.problemsFile}
        </a>
      )}
    </section>
  );
}
