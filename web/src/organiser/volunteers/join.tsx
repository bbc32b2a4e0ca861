import { clock } from "../../api/client";
import type { Campaign } from "../../api/types";
import { Icon } from "../../ui/icon";
import { Later, part } from "../../ui/later";
import { dates, say, words } from "../strings";
import type { VolunteersModel } from "./model";
import type { JoinLink } from "./types";

const qr = part(() => import("../../more/qr"));

/** The link with which people join by themselves: to send, to show, or to print. */
export function Join({ model, join }: { model: VolunteersModel; join: JoinLink | null }) {
  if (!join?.open) {
    return (
      <section class="card join" aria-labelledby="join-title">
        <h2 id="join-title">{words.volunteers.join}</h2>
        <p>{join ? words.volunteers.linkOver : words.volunteers.noLink}</p>
        <div class="button-row">
          <button
            type="button"
            class="primary"
            onClick={() => model.askFor({ what: "new-link", until: "" })}
          >
            {words.volunteers.makeLink}
          </button>
        </div>
      </section>
    );
  }
  return (
    <section class="card join" aria-labelledby="join-title">
      <h2 id="join-title">{words.volunteers.join}</h2>
      <div class="join-link">
        <div class="join-words">
          <p>{model.byHand ? words.volunteers.joinHelpByHand : words.volunteers.joinHelp}</p>
          <p class="join-url">
            <a href={join.url}>{join.url.replace(/^https?:\/\//, "")}</a>
          </p>
          <p class="help">
            {join.until
              ? say(words.volunteers.until, {
                  when: dates.dayAndTime(new Date(join.until), clock.now()),
                })
              : words.volunteers.noEnd}
          </p>
          <div class="button-row">
            <button type="button" class="primary" onClick={() => void model.copy(join.url)}>
              <Icon name={model.state.copied ? "check" : "copy"} />
              <span aria-live="polite">
                {model.state.copied ? words.volunteers.copied : words.volunteers.copy}
              </span>
            </button>
            <button type="button" class="secondary" onClick={() => window.print()}>
              {words.volunteers.print}
            </button>
          </div>
        </div>
        <div class="join-code">
          <Later part={qr} meanwhile={null}>
            {({ Code }) => <Code text={join.url} label={words.volunteers.codeLabel} />}
          </Later>
        </div>
      </div>
      <div class="button-row ends">
        <button
          type="button"
          class="link"
          onClick={() => model.askFor({ what: "new-link", until: "" })}
        >
          {words.volunteers.newLink}
        </button>
        <button type="button" class="link" onClick={() => model.askFor({ what: "end-link" })}>
          {words.volunteers.endLink}
        </button>
      </div>
    </section>
  );
}

/** What is printed, to be put on a wall or handed out; on the screen there is nothing of it. */
export function Sheet(props: { campaign: Campaign | null; join: JoinLink; steps: string[] }) {
  const { campaign, join, steps } = props;
  return (
    <section class="print-sheet" aria-hidden="true">
      <p class="print-party">{campaign?.party}</p>
      <p class="print-name">{campaign?.name}</p>
      <p class="print-lead">{words.volunteers.sheetLead}</p>
      <Later part={qr} meanwhile={null}>
        {({ Code }) => <Code text={join.url} label={words.volunteers.codeLabel} />}
      </Later>
      <p class="print-url">{join.url.replace(/^https?:\/\//, "")}</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {campaign?.imprint && <p class="print-imprint">{campaign.imprint}</p>}
    </section>
  );
}
