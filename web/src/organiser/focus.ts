/** After the next paint, puts the focus on an element. */
export function focusAfter(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
