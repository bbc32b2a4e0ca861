/** Keyboard shortcuts as a pure function of the key and of what is on the screen. */

export interface Pressed {
  key: string;
  ctrl: boolean;
  alt: boolean;
  /** The focus is where letters are typed or chosen. */
  typing: boolean;
}

export type KeyAction = { do: "save" } | { do: "not-reached" } | { do: "choose"; index: number };

/** What a key does, or null. `sheet`: the "Not reached" sheet is open; `enabled`: the reader's own switch. */
export function keyAction(
  pressed: Pressed,
  where: { sheet: boolean; enabled: boolean },
): KeyAction | null {
  if (pressed.alt) return null;
  if (pressed.ctrl) return pressed.key === "Enter" && !where.sheet ? { do: "save" } : null;
  if (!where.enabled || pressed.typing) return null;
  if (/^[1-9]$/.test(pressed.key)) return { do: "choose", index: Number(pressed.key) - 1 };
  if (pressed.key.toLowerCase() === "n" && !where.sheet) return { do: "not-reached" };
  return null;
}

/** True where a key press means text: fields, drop-downs, editable content. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !["radio", "checkbox", "button"].includes(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}
