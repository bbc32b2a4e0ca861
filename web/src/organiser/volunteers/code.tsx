import { clock } from "../../api/client";
import { Dialog } from "../../more/dialog";
import { Icon } from "../../ui/icon";
import { dates, say, words } from "../strings";
import { Fault, Waiting } from "../ui/notice";
import type { Asking, VolunteersModel } from "./model";

interface Props {
  model: VolunteersModel;
  asking: Extract<Asking, { what: "code" }>;
}

/** A code as it is read out: three digits and three. */
const spoken = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;

/** A sign-in code for somebody, shown once: to be read out, or its link sent. */
export function CodeDialog({ model, asking: { id, name, made, copied } }: Props) {
  const w = words.volunteers.code;
  const { askFault, busy } = model.state;
  return (
    <Dialog heading={say(w.heading, { name })} onClose={() => model.askFor(null)}>
      {busy && <Waiting />}
      <Fault text={askFault} again={() => void model.handOut(id, name)} />
      {made && (
        <>
          <p class="handed-code digits" role="status">
            {spoken(made.code)}
          </p>
          <p>{say(w.text, { name, when: dates.dayAndTime(new Date(made.until), clock.now()) })}</p>
          <p class="help">{say(w.careful, { name })}</p>
        </>
      )}
      <div class="actions row">
        {made?.link && (
          <button type="button" class="primary" onClick={() => void model.copyLink()}>
            <Icon name={copied ? "check" : "copy"} />
            <span aria-live="polite">{copied ? words.volunteers.copied : w.copy}</span>
          </button>
        )}
        <button type="button" class="secondary" onClick={() => model.askFor(null)}>
          {w.done}
        </button>
      </div>
    </Dialog>
  );
}
