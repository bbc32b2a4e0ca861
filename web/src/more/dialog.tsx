import { Component, type ComponentChildren } from "preact";

interface Props {
  heading: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A native modal dialog, open as long as it is rendered: at the bottom on a phone, else in the middle. */
export class Dialog extends Component<Props> {
  private element: HTMLDialogElement | null = null;

  override componentDidMount(): void {
    this.element?.showModal();
  }

  override componentWillUnmount(): void {
    // Closing before it is removed gives the focus back to where it was.
    this.element?.close();
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
