/** After the next paint, puts the focus on the field that stopped a save or a form. */
export function focusFault(): void {
  requestAnimationFrame(() => {
    const place = document.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault] input');
    // In a group of radios the chosen one is the one that Tab stops at.
    const chosen = place?.closest("fieldset")?.querySelector<HTMLElement>("input:checked");
    (chosen ?? place)?.focus();
  });
}
