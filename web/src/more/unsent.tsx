import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, refusalWord, say, t } from "../strings";
import { Icon } from "../ui/icon";
import { Notice } from "./notice";

/** What is not sent yet, and what the server refused for good: that is shown until the volunteer has seen it. */
export function Unsent({ state: { outbox, screen }, on }: { state: State; on: Controller }) {
  const late = outbox.stuck && outbox.waiting > 0;
  return (
    <>
      {late && (
        <Notice>
          <p>{say(t.status.waiting, { n: outbox.waiting })}</p>
          {screen.name === "call" && (
            <button type="button" class="link" onClick={on.sendNow}>
              {t.status.sendNow}
            </button>
          )}
        </Notice>
      )}
      {outbox.refused.map((entry) => (
        <div class="notice bad" role="alert" key={entry.id}>
          <Icon name="alert" />
          <div>
            <p>
              <strong>{t.status.refusedTitle}</strong>
            </p>
            <p>
              {say(t.status.refused, {
                outcome:
                  entry.what.kind === "skip" ? t.status.skip : t.outcomes[entry.what.body.outcome],
                time: dates.time(new Date(entry.at)),
                why: entry.refused ? refusalWord(entry.refused.code, entry.refused.message) : "",
              })}
            </p>
            <button type="button" class="link" onClick={() => void on.discard(entry.id)}>
              {t.status.dismiss}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}
