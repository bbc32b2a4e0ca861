import { Icon } from "../../ui/icon";
import { say, words } from "../strings";
import type { Job } from "../types";
import { Confirm } from "../ui/confirm";
import { JobProgress, Progress } from "../ui/progress";
import type { Turn } from "./api";
import { calledNow, hoursWord } from "./hours-word";
import type { ManagedBank } from "./types";

/** Open, paused or closed, and whether calls are made right now. */
export function Status({ bank }: { bank: ManagedBank }) {
  return (
    <p class={calledNow(bank) ? "hours" : "hours shut"}>
      <Icon name="clock" />
      {hoursWord(bank)}
    </p>
  );
}

/** How many of its people were reached, as a sentence and a bar. */
export function Reached({ bank }: { bank: ManagedBank }) {
  const { people, reached } = bank.progress;
  if (people === 0) {
    const joins = bank.target !== null && bank.status !== "open";
    return <p class="help">{joins ? words.banks.joins : words.banks.nobody}</p>;
  }
  return (
    <div class="bank-progress">
      <p>
        <strong>{say(words.banks.left, { n: Math.max(0, people - reached) })}</strong>
        <span>{say(words.banks.reached, { reached, people })}</span>
      </p>
      <progress
        value={Math.min(reached, people)}
        max={people}
        aria-label={say(words.banks.progress, { name: bank.name, reached, people })}
      />
    </div>
  );
}

/** What can be done with a bank as it stands; the first is what is done most. */
export function turnsOf({ status }: ManagedBank): Turn[] {
  if (status === "open") return ["pause", "close"];
  return status === "paused" ? ["open", "close"] : ["open"];
}

/** Opens, pauses or closes, after it was said what that means. */
export function Turns(props: { bank: ManagedBank; onAsk(turn: Turn): void; heading: string }) {
  const { bank, onAsk, heading } = props;
  return (
    <>
      {turnsOf(bank).map((turn) => (
        <button
          key={turn}
          type="button"
          class={turn === "open" ? "primary" : "secondary"}
          aria-haspopup="dialog"
          aria-describedby={heading}
          onClick={() => onAsk(turn)}
        >
          {words.banks.acts[turn]}
        </button>
      ))}
    </>
  );
}

interface AskProps {
  name: string;
  asking: Turn | "refresh";
  busy: boolean;
  fault: string | null;
  onConfirm(): void;
  onCancel(): void;
}

/** Asks before a bank is opened, paused or closed, or people are added. */
export function Ask({ name, asking, ...rest }: AskProps) {
  const act = asking === "refresh" ? words.banks.refresh : words.banks.acts[asking];
  return (
    <Confirm heading={say(words.banks.ask[asking], { name })} act={act} {...rest}>
      <p>{words.banks.means[asking]}</p>
    </Confirm>
  );
}

/** Households being moved for a bank; nothing once that is done. */
export function Work(props: { job: Job | null | undefined; onStart(): void }) {
  const { job, onStart } = props;
  if (!job || job.state === "done") return null;
  const { state, done, total } = job;
  if (state !== "running" || !total)
    return <JobProgress job={job} label={words.banks.working} onStart={onStart} />;
  // It is counted in parts of the table, which mean nothing to anybody.
  const text = say(words.banks.percent, { n: Math.floor((100 * done) / total) });
  return <Progress label={words.banks.working} done={done} total={total} text={text} />;
}
