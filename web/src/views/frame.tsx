import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { Icon } from "../ui/icon";
import { Later } from "../ui/later";
import { pages } from "./parts";

/** Goes to the other screens; its items are loaded later. */
function Menu({ state, on }: { state: State; on: Controller }) {
  return (
    <details class="menu" key={state.screen.name}>
      <summary class="ghost">{t.app.menu}</summary>
      <Later part={pages} meanwhile={null}>
        {({ MenuItems }) => <MenuItems state={state} on={on} />}
      </Later>
    </details>
  );
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
          <b>{state.campaign?.name ?? t.app.name}</b>
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

/** What happened last. */
export function Strip({ state, on }: { state: State; on: Controller }) {
  const { status, flow, screen } = state;
  const changeable = screen.name === "call" && flow?.saved && !flow.changing;
  return (
    <div class="strip">
      <div class="strip-line">
        <p role="status" class={status ? "saved" : "saved empty"}>
          {status && <Icon name="check" />}
          {/* Said twice, it is two messages: screen readers hear of new elements only. */}
          <span key={`${flow?.saved?.at}`}>{status}</span>
        </p>
        {changeable && status && (
          <button type="button" class="link" onClick={on.change}>
            {t.status.change}
          </button>
        )}
      </div>
    </div>
  );
}

export function Footer({ state, on }: { state: State; on: Controller }) {
  const { campaign, screen, flow, draft } = state;
  // Shown before what it stands under, it would jump.
  const waiting = screen.name === "call" && !draft && !flow?.ending;
  if (waiting || screen.name === "starting") return null;
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
      {t.app.draft && <p>{t.app.draft}</p>}
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
