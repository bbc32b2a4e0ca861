import type { ComponentChildren } from "preact";
import type { Organiser } from "../context";

interface Props {
  on: Organiser;
  /** An address of the organiser's side, made with `pathOf`. */
  to: string;
  class?: string;
  current?: boolean;
  children: ComponentChildren;
}

/** A link to another organiser's screen: a real one, so that it opens in a new tab as well. */
export function Go({ on, to, current, children, ...more }: Props) {
  return (
    <a
      href={to}
      class={more.class}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        on.go(to);
      }}
    >
      {children}
    </a>
  );
}
