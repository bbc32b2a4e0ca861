import { clock } from "../api/client";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Icon } from "../ui/icon";
import { follow, heldBy, putOff, ringNow } from "./call-backs";
import { Watch } from "./moments";
import { type Reminder, reminderOf } from "./reminders";

/** What is due, in a sentence. */
export function reminderWord({ callBack, anyones }: Reminder): string {
  const { person, town, at } = callBack;
  const words = anyones ? t.callBacks.anyones : t.callBacks.due;
  const place = { name: person ?? "", town, time: dates.time(new Date(at)) };
  return say(person ? words.to : words.toTown, place);
}

/** A call-back of mine that is due, on whatever screen. Announced politely: the call goes on. */
export function Notices({ state, on }: { state: State; on: Controller }) {
  const { caller, callBacks, flow, more } = state;
  if (!caller || state.practice || state.screen.name === "starting") return null;
  const reminder = reminderOf(callBacks, clock.now(), heldBy(flow), more.putOff ?? []);
  const { callBack, anyones } = reminder ?? {};
  return (
    <>
      <Watch look={() => follow(on)} />
      <div class={reminder ? "notice promise due" : "due-none"}>
        {reminder && <Icon name="clock" />}
        <p role="status">{reminder && <strong>{reminderWord(reminder)}</strong>}</p>
        {reminder && callBack && (
          <div class="due-choices">
            <button
              type="button"
              class={anyones ? "secondary" : "primary"}
              onClick={() => void ringNow(on, callBack)}
            >
              {t.callBacks.ringNow}
            </button>
            <button type="button" class="quiet" onClick={() => putOff(on, reminder.key)}>
              {anyones ? t.app.close : t.callBacks.later}
            </button>
          </div>
        )}
      </div>
    </>
  );
}
