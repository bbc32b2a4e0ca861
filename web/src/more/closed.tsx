import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { t } from "../strings";
import { Heading } from "../ui/heading";
import { setMore } from "./ask";
import { factsOf } from "./facts";

/** Screens of somebody who can't get in: perhaps there is nothing to get into any more. */
const OUTSIDE = ["sign-in", "join", "code", "problem"];

/** Where nobody is signed in, asks whether the campaign is over and its data gone; then that is said instead. */
export async function lookWhetherClosed(on: Controller): Promise<void> {
  const { screen, caller } = on.store.state;
  if (caller || !OUTSIDE.includes(screen.name)) return;
  try {
    const { closed, certificate } = await on.api.send<{
      closed: boolean;
      certificate: Record<string, unknown> | null;
    }>("GET", "/api/close");
    if (!closed || on.store.state.caller) return;
    setMore(on, { certificate });
    on.store.set({ screen: { name: "problem", why: "closed", title: t.closed.heading } });
  } catch {
    // Without an answer, the screen that is there stands.
  }
}

/** The campaign is over and all of its data destroyed: what was, and when. */
export function CampaignClosed({ state }: { state: State }) {
  const { certificate } = state.more;
  const { yes, no } = t.closed;
  return (
    <div class="card narrow ending">
      <Heading screen="closed" text={t.closed.heading} />
      <p>{t.closed.text}</p>
      {certificate && (
        <dl class="week certificate-facts">
          {factsOf(certificate, { yes, no, locale: t.locale }).map(([name, text]) => (
            <div key={name}>
              <dt lang="en">{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
