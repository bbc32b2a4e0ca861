import { Component } from "preact";

/** Begins something when it is first shown, and ends it when it is gone: a view makes no request itself. */
export class Shown extends Component<{ begin(): void; end?(): void }> {
  override componentDidMount(): void {
    this.props.begin();
  }

  override componentWillUnmount(): void {
    this.props.end?.();
  }

  override render() {
    return null;
  }
}

/** Looks whenever something on the page has changed. */
export class Watch extends Component<{ look(): void }> {
  override componentDidMount(): void {
    this.props.look();
  }

  override componentDidUpdate(): void {
    this.props.look();
  }

  override render() {
    return null;
  }
}

/** Does something again and again as long as it is shown and the page is looked at. */
export class Every extends Component<{ ms: number; work(): void }> {
  private timer: ReturnType<typeof setInterval> | undefined;

  override componentDidMount(): void {
    this.timer = setInterval(() => {
      if (document.visibilityState === "visible") this.props.work();
    }, this.props.ms);
  }

  override componentWillUnmount(): void {
    clearInterval(this.timer);
  }

  override render() {
    return null;
  }
}
