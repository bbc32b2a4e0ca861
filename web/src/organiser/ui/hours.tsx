import type { Day, Hours } from "../../api/types";
import { FieldError } from "../../ui/field";
import { say, words } from "../strings";

const w = words.hours;
export const DAYS = Object.keys(w.days) as Day[];
/** The hours of a day that is opened by its box: those of another open day, or else these. */
const USUAL: [string, string] = ["10:00", "20:00"];

/** The days whose end is not after their beginning. "00:00" at the end is midnight. */
export const wrongDays = (hours: Hours): Day[] =>
  DAYS.filter((day) => {
    const times = hours[day];
    return times && (!times[0] || !times[1] || times[0] >= times[1]);
  });

/** Midnight at the end of a day is "24:00" to the server; a time field knows no such time. */
const shown = (time: string) => (time === "24:00" ? "00:00" : time);
const ended = (time: string) => (time === "00:00" ? "24:00" : time);

interface Props {
  /** Begins the ids of its fields. */
  id: string;
  legend: string;
  help?: string;
  hours: Hours;
  onHours(hours: Hours): void;
}

/** When may be rung, day by day, in UK time. The first open day's hours can be given to all open days. */
export function HoursEditor({ id, legend, help, hours, onHours }: Props) {
  const open = DAYS.filter((day) => hours[day]);
  const first = open[0] && hours[open[0]];
  const wrong = wrongDays(hours);
  const set = (day: Day, times: [string, string] | null) => onHours({ ...hours, [day]: times });
  return (
    <fieldset class="group hours-editor">
      <legend>{legend}</legend>
      <p class="help">{help ?? w.help}</p>
      <ul class="hours-days">
        {DAYS.map((day) => {
          const times = hours[day];
          const fault = wrong.includes(day);
          const error = `${id}-${day}-error`;
          const field = (end: 0 | 1) => (
            <input
              type="time"
              aria-label={say(end ? w.until : w.from, { day: w.days[day] })}
              aria-invalid={fault ? "true" : undefined}
              aria-describedby={fault ? error : undefined}
              value={shown(times?.[end] ?? "")}
              onInput={(event) => {
                const { value } = event.currentTarget;
                if (times) set(day, end ? [times[0], ended(value)] : [value, times[1]]);
              }}
            />
          );
          return (
            <li key={day}>
              <label class="choice">
                <input
                  type="checkbox"
                  checked={times !== null}
                  onChange={(event) =>
                    set(day, event.currentTarget.checked ? [...(first ?? USUAL)] : null)
                  }
                />
                <span class="choice-label">{w.days[day]}</span>
              </label>
              {times ? (
                <span class="hours-times">
                  {field(0)}
                  <span aria-hidden="true">–</span>
                  {field(1)}
                </span>
              ) : (
                <span class="help">{w.closed}</span>
              )}
              {fault && <FieldError id={error} text={w.wrong} />}
            </li>
          );
        })}
      </ul>
      {first && open.length > 1 && (
        <button
          type="button"
          class="link"
          onClick={() =>
            onHours(Object.fromEntries(DAYS.map((day) => [day, hours[day] && [...first]])) as Hours)
          }
        >
          {say(w.same, { from: shown(first[0]), until: shown(first[1]) })}
        </button>
      )}
    </fieldset>
  );
}
