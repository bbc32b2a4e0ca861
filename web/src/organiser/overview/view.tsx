import { pathOf } from "../route";
import { count, dates, say, words } from "../strings";
import { share } from "../ui/bars";
import { Confirm } from "../ui/confirm";
import { SelectField } from "../ui/field";
import { Go } from "../ui/go";
import { Fault, Notice, Waiting } from "../ui/notice";
import { Stat } from "../ui/stat";
import { BanksNow } from "./banks";
import { CallersNow } from "./callers";
import { Answers, ByHour, Outcomes } from "./charts";
import type { OverviewModel } from "./model";
import { Steps } from "./steps";
import type { Overview } from "./types";

const w = words.overview;

/** What is going on, at a glance and in full. */
export function OverviewView({ model }: { model: OverviewModel }) {
  const { now, fault } = model.state;
  if (!now) return fault ? <Fault text={fault} again={() => void model.look()} /> : <Waiting />;
  const { totals, banks } = now;
  if (banks.length === 0) {
    return (
      <>
        <AtTheDoor model={model} now={now} />
        <Nothing model={model} />
      </>
    );
  }
  return (
    <>
      <AtTheDoor model={model} now={now} />
      <Head model={model} now={now} />
      {totals.calls === 0 && (
        <Steps
          on={model.on}
          done={[
            ...(totals.people > 0 ? (["import"] as const) : []),
            ...(banks.some((one) => one.status === "open") ? (["banks"] as const) : []),
          ]}
        />
      )}
      <Stats model={model} now={now} />
      <BanksNow model={model} banks={banks} />
      <div class="charts">
        <ByHour now={now} />
        <Outcomes now={now} />
      </div>
      <TheAnswers model={model} now={now} />
      <CallersNow model={model} callers={now.callers} more={now.callers_more} />
      <Returning model={model} now={now} />
    </>
  );
}

/** Somebody wants to call and can't get in: nothing here is more urgent. */
function AtTheDoor({ model, now }: { model: OverviewModel; now: Overview }) {
  if (!now.waiting) return null;
  return (
    <Notice>
      <p role="status">{say(w.waiting, { n: now.waiting })}</p>
      <Go on={model.on} to={pathOf("volunteers")} class="button secondary">
        {w.toWaiting}
      </Go>
    </Notice>
  );
}

function Nothing({ model }: { model: OverviewModel }) {
  return (
    <>
      <p class="lead">{w.nothing}</p>
      <Steps on={model.on} />
      <Go on={model.on} to={pathOf("import")} class="button primary">
        {w.toImport}
      </Go>
    </>
  );
}

/** Which bank is looked at, and how old the numbers are. */
function Head({ model, now }: { model: OverviewModel; now: Overview }) {
  const { bank, fault } = model.state;
  const time = dates.time(new Date(now.as_of));
  return (
    <div class="overview-head">
      {(now.banks.length > 1 || bank) && (
        <SelectField
          id="overview-bank"
          label={w.which}
          value={bank}
          options={[
            { value: "", label: w.allBanks },
            ...now.banks.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onPick={(chosen) => model.choose(chosen)}
        />
      )}
      <p class={fault ? "as-of old" : "as-of"}>
        {say(fault ? w.asOfOld : words.shared.asOf, { time })}
      </p>
    </div>
  );
}

function Stats({ model, now }: { model: OverviewModel; now: Overview }) {
  const { totals, today, held, calling_now: calling } = now;
  const until = held.oldest_until && dates.time(new Date(held.oldest_until));
  return (
    <div class="stats">
      <Stat
        label={w.reached}
        value={totals.reached}
        beside={say(w.ofPeople, { people: totals.people })}
      >
        <progress
          value={totals.reached}
          max={Math.max(1, totals.people)}
          aria-label={`${w.reached}: ${count(totals.reached)}`}
        />
      </Stat>
      <Stat
        label={w.conversations}
        value={totals.conversations}
        beside={say(w.shareOfCalls, { share: share(totals.conversations, totals.calls) })}
      >
        <p class="help">{say(w.todayOnly, { n: today.conversations, calls: today.calls })}</p>
      </Stat>
      <Stat label={w.callingNow} value={calling} beside={say(w.volunteers, { n: calling })} />
      <Stat label={w.held} value={held.count} beside={say(w.contacts, { n: held.count })}>
        {until && <p class="help">{say(w.heldUntil, { time: until })}</p>}
        {held.count > 0 && (
          <button type="button" class="secondary" onClick={() => model.askReturn(null)}>
            {w.returnAll}
          </button>
        )}
      </Stat>
    </div>
  );
}

function TheAnswers({ model, now }: { model: OverviewModel; now: Overview }) {
  const { answers } = model.state;
  const bank = answers && now.banks.find(({ id }) => id === answers.bank);
  return answers && bank && <Answers bank={bank.name} questions={answers.questions} />;
}

/** Before contacts are taken back: what that means for whoever rings them. */
function Returning({ model, now }: { model: OverviewModel; now: Overview }) {
  const { returning } = model.state;
  if (!returning) return null;
  const { caller } = returning;
  return (
    <Confirm
      heading={caller ? say(w.returnOf, { name: caller.name }) : w.returnHeading}
      act={say(w.returnAct, { n: caller?.holding ?? now.held.count })}
      busy={returning.busy}
      fault={returning.fault}
      onConfirm={() => void model.returnHeld()}
      onCancel={() => model.cancelReturn()}
    >
      <p>{w.returnText}</p>
    </Confirm>
  );
}
