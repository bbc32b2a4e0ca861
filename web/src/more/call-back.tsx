import { clock } from "../api/client";
import type { Bank } from "../api/types";
import type { CallBackDraft, Draft } from "../call/draft";
import type { Problem } from "../call/response";
import { addDays, ukMoment } from "../format/uk-time";
import type { Controller } from "../store/controller";
import { capital, dates, say, t } from "../strings";
import { Choice, Group } from "../ui/field";
import { laterToday, nextDay, timed } from "./call-back-times";

interface Props {
  draft: Draft;
  problem: Problem | null;
  on: Controller;
}

/** When to ring again, and who does. */
export function CallBackChoice({ draft, problem, on }: Props) {
  const bank = on.bank();
  const { callBack } = draft;
  const fault = problem?.field === "call_back" ? t.problems[problem.fault] : null;
  if (!bank) return null;
  // Where something is missing, only what is missing is marked.
  const wrong = problem?.field === "call_back" && problem.fault !== "missing";
  const choose = (change: Partial<CallBackDraft>) =>
    on.callBack(timed({ ...callBack, ...change }, clock.now(), bank.hours));
  return (
    <div class="call-back" ref={intoSight}>
      <Group legend={t.call.callBackWhen} field="call_back" error={fault}>
        <div class="choices">
          {times(bank).map(({ choice, label }) => (
            <Choice
              key={choice}
              type="radio"
              name="call-back"
              label={label}
              checked={callBack.choice === choice}
              onPick={() => choose({ choice, ...(callBack.date ? {} : { date: tomorrow() }) })}
            />
          ))}
        </div>
      </Group>
      {callBack.choice === "at" && (
        <div class="date-time">
          <div class="field">
            <label for="call-back-date">{t.call.date}</label>
            <input
              id="call-back-date"
              type="date"
              min={ukMoment(clock.now()).date}
              value={callBack.date}
              aria-invalid={fault && (wrong || !callBack.date) ? "true" : undefined}
              onInput={(event) => choose({ date: event.currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for="call-back-time">{t.call.time}</label>
            <input
              id="call-back-time"
              type="time"
              step={300}
              value={callBack.time}
              aria-invalid={fault && (wrong || !callBack.time) ? "true" : undefined}
              onInput={(event) => choose({ time: event.currentTarget.value })}
            />
          </div>
        </div>
      )}
      <Group legend={t.call.callBackFor}>
        <div class="choices">
          {(["me", "anyone"] as const).map((who) => (
            <Choice
              key={who}
              type="radio"
              name="call-back-for"
              label={who === "me" ? t.call.forMe : t.call.forAnyone}
              checked={callBack.for === who}
              onPick={() => choose({ for: who })}
            />
          ))}
        </div>
      </Group>
    </div>
  );
}

/** It opens below what was chosen: on a low screen, out of sight. */
function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: "nearest" });
}

/** The date that is meant most often when a time is said. */
const tomorrow = () => addDays(ukMoment(clock.now()).date, 1);

function times(bank: Bank): { choice: NonNullable<CallBackDraft["choice"]>; label: string }[] {
  const now = clock.now();
  const later = laterToday(now, bank.hours);
  const next = nextDay(now, bank.hours);
  return [
    ...(later
      ? [{ choice: "later" as const, label: say(t.call.later, { time: dates.time(later) }) }]
      : []),
    ...(next ? [{ choice: "tomorrow" as const, label: capital(dates.dayAndTime(next, now)) }] : []),
    { choice: "at", label: t.call.at },
  ];
}
