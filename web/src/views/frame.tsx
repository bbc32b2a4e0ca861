import type { ComponentChildren } from "preact";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { dates, say, t } from "../strings";
import { Icon } from "../ui/icon";

/** What there is beside calling, in the same place on every screen. */
function Menu({ state, on }: { state: State; on: Controller }) {
  const { name } = state.screen;
  const items: [label: string, there: boolean, go: () => void][] = [
    [t.app.goOn, name === "call" || !state.flow, () => on.home()],
    [t.ringingBack.title, name === "ringing-back", () => on.open("ringing-back")],
    [t.myCalls.title, name === "my-calls", () => on.open("my-calls")],
    [t.briefing.title, name === "briefing", () => on.open("briefing")],
    [t.banks.title, name === "banks", () => on.open("banks")],
    [t.app.takeBreak, name === "wrap-up", () => void on.takeBreak()],
    [t.app.signOut, false, () => void on.signOut()],
  ];
  return (
    <details class="menu" key={name} onFocusOut={closeWhenLeft} onKeyDown={closeOnEscape}>
      <summary class="ghost">{t.app.menu}</summary>
      <ul>
        {items.map(
          ([label, there, go]) =>
            !there && (
              <li key={label}>
                <button
                  type="button"
                  onClick={(event) => {
                    event.currentTarget.closest("details")?.removeAttribute("open");
                    go();
                  }}
                >
                  {label}
                </button>
              </li>
            ),
        )}
      </ul>
    </details>
  );
}

function closeWhenLeft(event: FocusEvent & { currentTarget: HTMLDetailsElement }): void {
  const to = event.relatedTarget as Node | null;
  if (to && !event.currentTarget.contains(to)) event.currentTarget.open = false;
}

function closeOnEscape(event: KeyboardEvent & { currentTarget: HTMLDetailsElement }): void {
  if (event.key !== "Escape") return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary")?.focus();
}

/** The bar at the top: the campaign, today's count, and the ways from here. */
export function Header({ state, on }: { state: State; on: Controller }) {
  const { screen, today, caller } = state;
  const calling = screen.name === "call";
  const counted = caller && !["sign-in", "join", "code", "starting"].includes(screen.name);
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
          {calling && (
            <button type="button" class="ghost wide-only" onClick={() => void on.takeBreak()}>
              {t.app.takeBreak}
            </button>
          )}
          <Menu state={state} on={on} />
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

export function Footer({ state, on }: { state: State; on: Controller }) {
  const { campaign } = state;
  return (
    <footer class="bottom">
      <button
        type="button"
        class="link"
        lang={t.app.languageTag}
        onClick={() => void on.speak(t.app.languageTag)}
      >
        {t.app.language}
      </button>
      {campaign?.imprint && <p>{campaign.imprint}</p>}
      {campaign?.privacy_contact && (
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
