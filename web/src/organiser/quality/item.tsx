import { clock } from "../../api/client";
import { Icon } from "../../ui/icon";
import { dates, say, words } from "../strings";
import { Fault } from "../ui/notice";
import { addressOf, type QualityModel } from "./model";
import type { Decision, Household, Matter } from "./types";

const w = words.quality;
const when = (time: string) => dates.dayAndTime(new Date(time), clock.now());

/** One matter: what is known, and each decision with what it leads to. */
export function Item({ model, matter }: { model: QualityModel; matter: Matter }) {
  const { deciding, decideFault } = model.state;
  const { kind, number_display, households, note, language, settled } = matter;
  const several = kind === "several_addresses";
  const label = `matter-${matter.id}`;
  return (
    <article class="card quality-item" aria-labelledby={label}>
      <div>
        <p class="quality-kind">
          <span class="tag">{w.kinds[kind]}</span>
          <span class="help">{origin(model, matter)}</span>
        </p>
        <h3 id={label} class="quality-title">
          {number_display ? (
            <span class="digits">{number_display}</span>
          ) : (
            (households[0] && addressOf(households[0])) || w.unknownHousehold
          )}
        </h3>
        <p>{w.what[kind]}</p>
      </div>
      <ul class="quality-homes">
        {households.map((one, n) => (
          <Home key={one.id} of={one} has={several ? n === 0 : null} titled={!number_display} />
        ))}
      </ul>
      {language && <p>{say(w.language, { language })}</p>}
      {note && <p class="note">{note}</p>}
      {settled ? (
        <p class="quality-done">
          <Icon name="check" />
          <span>
            {w.decided[settled.decision]}{" "}
            <span class="help">
              {say(w.settledBy, { name: settled.by.name || w.somebody, time: when(settled.at) })}
            </span>
          </span>
        </p>
      ) : (
        <div class="quality-decisions">
          {matter.decisions.map((decision) => (
            <DecisionButton
              key={decision}
              model={model}
              matter={matter}
              decision={decision}
              busy={deciding === matter.id}
              described={label}
            />
          ))}
        </div>
      )}
      <Fault
        text={decideFault?.id === matter.id && !model.state.merging ? decideFault.text : null}
      />
    </article>
  );
}

/** Who raised it, in which bank, when. */
function origin(model: QualityModel, { from, bank, at }: Matter): string {
  return [from?.name, model.bankName(bank), when(at)].filter(Boolean).join(" · ");
}

function Home({ of, has, titled }: { of: Household; has: boolean | null; titled: boolean }) {
  return (
    <li>
      {!titled && <p class="quality-address">{addressOf(of)}</p>}
      {has !== null && <p class="help">{has ? w.hasIt : w.alsoListed}</p>}
      <ul class="chips">
        {of.people.map((one) => (
          <li key={one.id}>{of.about.includes(one.id) ? <strong>{one.name}</strong> : one.name}</li>
        ))}
      </ul>
    </li>
  );
}

interface ButtonProps {
  model: QualityModel;
  matter: Matter;
  decision: Decision;
  busy: boolean;
  /** The id of the heading, so that the buttons of two matters are told apart. */
  described: string;
}

function DecisionButton({ model, matter, decision, busy, described }: ButtonProps) {
  const [first, second] = matter.households;
  const home = decision === "give" ? second : first;
  const address = home ? home.address.join(", ") || home.town : w.unknownHousehold;
  return (
    <button
      type="button"
      class="sheet-choice"
      aria-disabled={busy}
      aria-describedby={described}
      onClick={() => {
        if (decision === "merge") model.askMerge(matter.id);
        else
          void model.decide(matter.id, decision, decision === "give" ? (second?.id ?? null) : null);
      }}
    >
      <span>
        <strong>{say(w.decisions[decision], { address })}</strong>
        <small>{w.leadsTo[decision]}</small>
      </span>
    </button>
  );
}
