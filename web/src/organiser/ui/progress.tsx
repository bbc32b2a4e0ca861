import { say, words } from "../strings";
import type { Job } from "../types";
import { Fault } from "./notice";

/** How far something has come. Without a total, that it is going on. */
export function Progress(props: { label: string; done: number; total: number; text?: string }) {
  const { label, done, total } = props;
  const text = props.text ?? (total ? say(words.shared.done, { done, total }) : "");
  return (
    <div class="job-progress">
      <p>
        <strong>{label}</strong>
        <span>{text}</span>
      </p>
      {total > 0 ? (
        <progress value={done} max={total} aria-label={label} />
      ) : (
        <progress aria-label={label} />
      )}
    </div>
  );
}

/** A job of the server's: how far it is, or why it stopped and the way to go on. */
export function JobProgress(props: { job: Job; label: string; onStart(): void }) {
  const { job, label, onStart } = props;
  if (job.state === "failed") {
    return <Fault text={job.error?.message ?? words.shared.failed} again={onStart} />;
  }
  const { waiting, working } = words.shared;
  const word = job.state === "waiting" ? waiting : job.total ? undefined : working;
  return (
    <Progress
      label={label}
      done={job.done}
      total={job.total}
      {...(word === undefined ? {} : { text: word })}
    />
  );
}
