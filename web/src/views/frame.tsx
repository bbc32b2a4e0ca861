import type { ComponentChildren } from "preact";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Icon } from "../ui/icon";

/** The bar at the top: the campaign, today's count, and the way out. */
export function Header({ state, on }: { state: State; on: Controller }) {
  const { screen, today, caller } = state;
  const calling = screen.name === "call";
  const counted = caller && (calling || screen.name === "banks");
  return (
    <header class="top">
      <p class="brand">
        <Icon name="phone" />
        <span>
          {state.campaign?.name ?? t.app.name}
          {counted && <span class="count-small">{say(t.app.callsToday, { n: today.calls })}</span>}
        </span>
      </p>
      {counted && (
        <div class="top-actions">
          <p class="count">
            <span>{say(t.app.callsToday, { n: today.calls })}</span>
            <span class="count-more">{say(t.app.talksToday, { n: today.conversations })}</span>
          </p>
          {calling ? (
            <button type="button" class="ghost" onClick={() => void on.takeBreak()}>
              {t.app.takeBreak}
            </button>
          ) : (
            <button type="button" class="ghost" onClick={() => void on.signOut()}>
              {t.app.signOut}
            </button>
          )}
        </div>
      )}
    </header>
  );
}

/** What happened last, what is not sent yet, and what the server refused. */
export function Strip({ state, on }: { state: State; on: Controller }) {
  const { status, outbox, flow, screen } = state;
  const late = outbox.stuck && outbox.waiting > 0;
  const changeable = screen.name === "call" && flow?.saved && !flow.changing;
  return (
    <div class="strip">
      <div class="strip-line">
        <p role="status" class={status ? "saved" : "saved empty"}>
          {status && <Icon name="check" />}
          {status}
        </p>
        {changeable && status && (
          <button type="button" class="link" onClick={on.change}>
            {t.status.change}
          </button>
        )}
      </div>
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
                why: entry.refused?.message ?? "",
              })}
            </p>
            <button type="button" class="link" onClick={() => void on.discard(entry.id)}>
              {t.status.dismiss}
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

export function Notice(props: { children: ComponentChildren }) {
  return (
    <div class="notice">
      <Icon name="alert" />
      <div>{props.children}</div>
    </div>
  );
}

export function Footer({ state }: { state: State }) {
  const { campaign } = state;
  if (!campaign) return null;
  return (
    <footer class="bottom">
      {campaign.imprint && <p>{campaign.imprint}</p>}
      {campaign.privacy_contact && (
        <p>
          {say(t.app.privacy, {
            party: campaign.party || campaign.name,
            contact: campaign.privacy_contact,
          })}
        </p>
      )}
    </footer>
  );
}
