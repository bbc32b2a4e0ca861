import { addDays, ukMoment, ZONE } from "./uk-time";

/** Dates and times in the reader's language, in UK time. `locale` is a BCP 47 tag. */
export function makeDates(
  locale: string,
  words: { today: string; tomorrow: string; yesterday: string; at: string },
) {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  const clock = make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const dayMonth = make({ weekday: "long", day: "numeric", month: "long" });
  const plain = make({ day: "numeric", month: "long" });
  const weekday = make({ weekday: "long" });

  const time = (at: Date) => clock.format(at);

  /** "today", "tomorrow", a weekday within the week to come, or a date. */
  function day(at: Date, now: Date): string {
    const date = ukMoment(at).date;
    const today = ukMoment(now).date;
    if (date === today) return words.today;
    if (date === addDays(today, 1)) return words.tomorrow;
    if (date === addDays(today, -1)) return words.yesterday;
    if (date < today) return plain.format(at);
    return date < addDays(today, 7) ? weekday.format(at) : dayMonth.format(at);
  }

  return {
    time,
    day,
    dayAndTime: (at: Date, now: Date) =>
      words.at.replace("{day}", day(at, now)).replace("{time}", time(at)),
  };
}

export type Dates = ReturnType<typeof makeDates>;
