import type { ComponentChildren } from "preact";
import { Dialog } from "../../more/dialog";
import { words } from "../strings";
import { Fault } from "./notice";

interface Props {
  heading: string;
  /** What the button that does it says: the act itself, never "OK". */
  act: string;
  busy?: boolean;
  fault?: string | null;
  onConfirm(): void;
  onCancel(): void;
  children?: ComponentChildren;
}

/** Asks before something that is hard to undo. Shown as long as it is rendered. */
export function Confirm({ heading, act, busy, fault, onConfirm, onCancel, children }: Props) {
  return (
    <Dialog heading={heading} onClose={onCancel}>
      {children}
      <Fault text={fault ?? null} />
      <div class="actions row">
        <button
          type="button"
          class="primary"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) onConfirm();
          }}
        >
          {act}
        </button>
        <button type="button" class="secondary" onClick={onCancel}>
          {words.shared.cancel}
        </button>
      </div>
    </Dialog>
  );
}
