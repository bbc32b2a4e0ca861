import { clock } from "../../api/client";
import { dates, words } from "../strings";
import { Empty } from "../ui/notice";
import type { QualityModel } from "./model";
import type { Note } from "./types";

const w = words.quality;

/** What volunteers wrote to the organisers, newest first. */
export function Notes({ model, notes }: { model: QualityModel; notes: readonly Note[] }) {
  if (notes.length === 0) {
    return (
      <Empty title={w.noNotes}>
        <p>{w.noNotesHelp}</p>
      </Empty>
    );
  }
  return (
    <ul class="quality-list">
      {notes.map((one) => (
        <li key={one.id}>
          <article class="card">
            <p class="quality-kind">
              <strong>{one.from || w.somebody}</strong>
              <span class="help">
                {[model.bankName(one.bank), dates.dayAndTime(new Date(one.at), clock.now())]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </p>
            <p class="note-text">{one.text}</p>
          </article>
        </li>
      ))}
    </ul>
  );
}
