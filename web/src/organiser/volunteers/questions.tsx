import { Dialog } from "../../more/dialog";
import { Group } from "../../ui/field";
import { say, words } from "../strings";
import { Confirm } from "../ui/confirm";
import { TextField } from "../ui/field";
import { Fault } from "../ui/notice";
import { CodeDialog } from "./code";
import { mailWord } from "./mail";
import type { Asking, VolunteersModel } from "./model";
import type { Role, Volunteer } from "./types";

const ROLES: readonly Role[] = ["caller", "organiser", "admin"];

/** What is asked before something is done. */
export function Question({ model }: { model: VolunteersModel }) {
  const { asking, busy, askFault } = model.state;
  if (!asking) return null;
  const shared = { busy, fault: askFault, onCancel: () => model.askFor(null) };
  switch (asking.what) {
    case "new-link":
      return (
        <Confirm
          {...shared}
          heading={words.volunteers.newLinkHeading}
          act={words.volunteers.makeLink}
          onConfirm={() => void model.makeLink()}
        >
          {model.state.join?.open && <p>{words.volunteers.newLinkText}</p>}
          <TextField
            id="until"
            type="date"
            label={words.volunteers.untilLabel}
            help={words.volunteers.untilHelp}
            value={asking.until}
            onText={(until) => model.enter({ until })}
          />
        </Confirm>
      );
    case "end-link":
      return (
        <Confirm
          {...shared}
          heading={words.volunteers.endLinkHeading}
          act={words.volunteers.endLink}
          onConfirm={() => void model.endLink()}
        >
          <p>{words.volunteers.endLinkText}</p>
        </Confirm>
      );
    case "remove": {
      const one = model.volunteer(asking.id);
      return (
        <Confirm
          {...shared}
          heading={say(words.volunteers.removeHeading, { name: one?.name ?? "" })}
          act={words.volunteers.remove}
          onConfirm={() => void model.remove(asking.id)}
        >
          <p>{words.volunteers.removeText}</p>
          {one && one.holding > 0 && (
            <p>{say(words.volunteers.removeHolding, { n: one.holding })}</p>
          )}
        </Confirm>
      );
    }
    case "code":
      return <CodeDialog model={model} asking={asking} />;
    case "change": {
      const one = model.volunteer(asking.id);
      return one && <Change model={model} one={one} asking={asking} />;
    }
  }
}

interface ChangeProps {
  model: VolunteersModel;
  one: Volunteer;
  asking: Extract<Asking, { what: "change" }>;
}

/** Why the role of somebody can't be changed by who is signed in; null where it can. */
export function roleFixed(me: { id: string; role: Role } | null, one: Volunteer): string | null {
  if (me?.id === one.id) return words.volunteers.ownRole;
  if (one.role === "admin" && me?.role !== "admin") return words.volunteers.adminRole;
  return null;
}

/** Whether who is signed in can have no code for somebody: with it one signs in as them. */
export const codeFixed = (me: { role: Role } | null, one: Volunteer) =>
  one.role === "admin" && me?.role !== "admin";

function Change({ model, one, asking }: ChangeProps) {
  const { busy, askFault } = model.state;
  const { me } = model.on;
  const fixed = roleFixed(me, one);
  const roles = ROLES.filter((role) => role !== "admin" || me?.role === "admin");
  return (
    <Dialog heading={one.name} onClose={() => model.askFor(null)}>
      <TextField
        id="volunteer-name"
        label={words.volunteers.name}
        value={asking.name}
        onText={(name) => model.enter({ name })}
      />
      {fixed ? (
        <p class="help">{fixed}</p>
      ) : (
        <Group legend={words.volunteers.role}>
          {roles.map((role) => (
            <label class="choice wide" key={role}>
              <input
                type="radio"
                name="role"
                checked={asking.role === role}
                onChange={() => model.enter({ role })}
              />
              <span class="choice-label">
                <strong>{words.volunteers.roles[role]}</strong>
                <small>{words.volunteers.roleHelp[role]}</small>
              </span>
            </label>
          ))}
        </Group>
      )}
      <Fault text={askFault} />
      <div class="actions row">
        <button
          type="button"
          class="primary"
          aria-disabled={busy}
          onClick={() => void model.change()}
        >
          {words.volunteers.save}
        </button>
        <button type="button" class="secondary" onClick={() => model.askFor(null)}>
          {words.shared.cancel}
        </button>
      </div>
      {one.mail && (
        <div class="mail-trouble">
          <p>{mailWord(one.mail)}</p>
          {one.mail.lasting && <p class="help">{words.volunteers.mail.corrected}</p>}
          <button type="button" class="quiet" onClick={() => void model.letMail(one.id)}>
            {words.volunteers.mail.letMail}
          </button>
        </div>
      )}
      {!codeFixed(me, one) && (
        <button
          type="button"
          class="quiet"
          onClick={() => void model.handOut(one.id, one.name || one.email)}
        >
          {words.volunteers.code.give}
        </button>
      )}
      {!fixed && (
        <button
          type="button"
          class="quiet danger"
          onClick={() => model.askFor({ what: "remove", id: one.id })}
        >
          {words.volunteers.removeThem}
        </button>
      )}
    </Dialog>
  );
}
