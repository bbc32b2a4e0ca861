import { Component, type ComponentChildren } from "preact";

interface Props {
  heading: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A native modal dialog, open as long as it is rendered: at the bottom on a phone, else in the middle. */
export class Dialog extends Component<Props> {
  private element: HTMLDialogElement | null = null;
  private opener: Element | null = null;

  override componentDidMount(): void {
    this.opener = document.activeElement;
    this.element?.showModal();
  }

  override componentWillUnmount(): void {
    // The focus goes back to where it was, unless the heading of a new screen has it by then. The dialog's own
    // close() would do so too, but have the page laid out twice: before what comes next is there, and after.
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return;
      (this.opener as HTMLElement | null)?.focus({ preventScroll: true });
    });
  }

  override render({ heading, onClose, children }: Props) {
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a native dialog; the click is on its backdrop
      <dialog
        ref={(element) => {
          this.element = element;
        }}
        aria-labelledby="dialog-heading"
        onCancel={onClose}
        onClick={(event) => {
          if (event.target === this.element) onClose();
        }}
      >
        <div class="sheet">
          <h2 id="dialog-heading">{heading}</h2>
          {children}
        </div>
      </dialog>
    );
  }
}
