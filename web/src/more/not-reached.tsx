import type { Bank, Claim, Outcome, PhoneNumber } from "../api/types";
import { type Draft, otherNumbers } from "../call/draft";
import { askFor } from "../call/people";
import type { Controller } from "../store/controller";
import { say, t } from "../strings";
import { Key } from "../ui/field";
import { whoseShort } from "../views/contact";
import { Dialog } from "./dialog";
import { refocus } from "./refocus";

/** Outcomes of the call itself: nobody was reached, and all who are rung on the number share it. */
export function notReached(bank: Pick<Bank, "left_message_allowed"> | null): Outcome[] {
  const list: Outcome[] = ["not_home", "busy", "wrong_number", "disconnected"];
  if (bank?.left_message_allowed) list.push("left_message");
  return list;
}

/** The sheet of outcomes for a call that reached nobody: one tap saves and goes on. */
export function NotReached({ claim, draft, on }: { claim: Claim; draft: Draft; on: Controller }) {
  const [next] = otherNumbers(claim, draft);
  const person = askFor(claim);
  const many = claim.people.length > 1;
  const heading =
    person && !many ? say(t.sheet.heading, { name: person.name }) : t.sheet.headingMany;
  return (
    <Dialog heading={heading} onClose={on.close}>
      {Object.values(draft.people).some(({ answers }) => Object.keys(answers).length > 0) && (
        <p class="whose care">{t.sheet.drops}</p>
      )}
      {next && (
        <label class="choice wide">
          <input type="checkbox" id="also-try" />
          <span class="choice-label">
            {say(t.sheet.thenTry, { whose: whoseShort(claim, next), display: next.display })}
          </span>
        </label>
      )}
      <div class="sheet-choices">
        {notReached(on.bank()).map((outcome, index) => (
          <SheetButton
            key={outcome}
            outcome={outcome}
            index={index}
            onPick={() => {
              const other = alsoTry() ? next : undefined;
              on.notReached(outcome, other?.id);
              if (other) goOnWith(on, other);
            }}
          />
        ))}
      </div>
      {many && <p class="help">{t.sheet.everyone}</p>}
      <button type="button" class="quiet" onClick={on.close}>
        {t.sheet.back}
      </button>
    </Dialog>
  );
}

/** The same card goes on with another number: it is said, and brought into sight. */
function goOnWith(on: Controller, { display }: PhoneNumber): void {
  on.store.set({ status: say(t.call.nowRing, { display }) });
  refocus("h1");
  window.scrollTo(0, 0);
}

/** The box is ticked that asks for another number before the household is finished. */
function alsoTry(): boolean {
  return document.querySelector("#also-try:checked") !== null;
}

function SheetButton(props: { outcome: Outcome; index: number; onPick(): void }) {
  const { outcome, index } = props;
  const hint = (t.sheet.hints as Partial<Record<Outcome, string>>)[outcome];
  return (
    <button
      type="button"
      class={index === 0 ? "sheet-choice first" : "sheet-choice"}
      data-outcome={outcome}
      aria-keyshortcuts={String(index + 1)}
      onClick={props.onPick}
    >
      <span>
        <strong>{t.outcomes[outcome]}</strong>
        {hint && <small>{hint}</small>}
      </span>
      <Key name={String(index + 1)} />
    </button>
  );
}
