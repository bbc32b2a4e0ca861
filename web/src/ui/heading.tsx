let opened = false;

/** Puts the focus on the heading of a new screen, so that it is read out, and scrolls up. */
function arrive(heading: HTMLHeadingElement | null): void {
  if (!heading) return;
  // The first screen of a visit leaves the focus where the browser puts it.
  if (opened) {
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    // On a wide window the card scrolls by itself, and the next household is shown in the same one.
    const card = heading.closest(".card");
    if (card) card.scrollTop = 0;
  }
  opened = true;
}

/** The h1 of a screen; a new `screen` is a new element, which takes the focus. */
export function Heading(props: { screen: string; text: string }) {
  return (
    <h1 key={props.screen} ref={arrive} tabIndex={-1}>
      {props.text}
    </h1>
  );
}
