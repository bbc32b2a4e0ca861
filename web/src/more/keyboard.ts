import { personDraft, subject } from "../call/draft";
import { outcomeChoices } from "../call/outcomes";
import type { Controller } from "../store/controller";
import { isTyping, keyAction } from "./keys";

/** What a key press does, with regard to what is on the screen. */
export function pressKey(on: Controller, event: KeyboardEvent): void {
  const { screen, draft, sheet, keys, more } = on.state();
  const { practice } = more;
  if (screen.name === "practice" && practice && "on" in practice && !sheet) {
    return pressKey(practice.on, event);
  }
  const claim = on.shown();
  if (screen.name !== "call" || !claim || !draft || event.repeat) return;
  if (sheet && sheet !== "not-reached") return;
  const pressed = {
    key: event.key,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    typing: isTyping(event.target),
  };
  const enabled = keys && !window.matchMedia("(pointer: coarse)").matches;
  const action = keyAction(pressed, { sheet: sheet !== null, enabled });
  if (!action) return;
  event.preventDefault();
  if (action.do === "save") on.save();
  else if (action.do === "not-reached") on.openSheet("not-reached");
  else if (sheet) {
    // The sheet's own buttons know what they do, also with its box ticked.
    const buttons = document.querySelectorAll<HTMLButtonElement>("dialog [data-outcome]");
    buttons[action.index]?.click();
  } else {
    const person = subject(claim, draft);
    const outcome = outcomeChoices(draft.speaking)[action.index];
    if (!person || !outcome) return;
    // The same key again takes the choice back.
    on.outcome(person, personDraft(draft, person).outcome === outcome ? null : outcome);
  }
}
