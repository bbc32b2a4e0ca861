import { Component } from "preact";
import type { AnyModel } from "../model";

interface Props {
  model: AnyModel;
  title: string;
}

/** Starts a screen's model while it is shown, and gives the document its title. */
export class Opened extends Component<Props> {
  override componentDidMount(): void {
    this.props.model.start();
    this.entitle();
  }

  override componentDidUpdate(): void {
    this.entitle();
  }

  override componentWillUnmount(): void {
    this.props.model.stop();
  }

  private entitle(): void {
    const { model, title } = this.props;
    const { store } = model.on.page;
    const { screen } = store.state;
    if (screen.name === "organiser" && screen.title !== title) {
      store.set({ screen: { ...screen, title } });
    }
  }

  override render() {
    return null;
  }
}
