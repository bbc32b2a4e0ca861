/**
 * After the next paint, gives the focus to the first of these places, if what had it is gone: whoever uses
 * a keyboard or a screen reader is not sent back to the top of the page.
 */
export function refocus(...places: string[]): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body) return;
    const place = places.map((one) => document.querySelector<HTMLElement>(one)).find(Boolean);
    place?.focus({ preventScroll: true });
  });
}
