import { Choice, Group } from "../../ui/field";
import { words } from "../strings";
import { TextField } from "../ui/field";
import type { ListsModel } from "./model";

const w = words.lists.lift;

/** Takes back a number that was stopped by a slip: for administrators, and written down. */
export function Lift({ model }: { model: ListsModel }) {
  const { text, reason, busy, fault, said } = model.state.lift;
  if (model.on.me?.role !== "admin") return null;
  return (
    <details class="card">
      <summary>{w.title}</summary>
      <p>{w.text}</p>
      <TextField
        id="lift"
        class="short"
        type="tel"
        label={w.number}
        value={text}
        error={fault}
        onText={(typed) => model.setLift({ text: typed, fault: null, said: null })}
      />
      <Group legend={w.reason}>
        <div class="choices">
          {(["objection", "tps"] as const).map((one) => (
            <Choice
              key={one}
              type="radio"
              name="lift-reason"
              label={w.reasons[one]}
              checked={reason === one}
              onPick={() => model.setLift({ reason: one, said: null })}
            />
          ))}
        </div>
      </Group>
      <p role="status">{said}</p>
      <div class="button-row">
        <button
          type="button"
          class="secondary"
          aria-disabled={busy}
          onClick={() => void model.liftNumber()}
        >
          {w.act}
        </button>
      </div>
    </details>
  );
}
