import { words } from "../strings";
import { Confirm } from "./confirm";

/** Asks before another screen opens while something is not saved. Shown as long as it is rendered. */
export function Leaving(props: { onLeave(): void; onStay(): void }) {
  const w = words.shared.leaving;
  return (
    <Confirm heading={w.title} act={w.leave} onConfirm={props.onLeave} onCancel={props.onStay}>
      <p>{w.text}</p>
    </Confirm>
  );
}
