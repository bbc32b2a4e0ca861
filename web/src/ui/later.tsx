import { Component, type ComponentChild } from "preact";

/** A part of the program that is loaded when it is needed; once there, it stays. */
export interface Part<Module> {
  now: Module | null;
  load(): Promise<void>;
}

export function part<Module>(load: () => Promise<Module>): Part<Module> {
  const it: Part<Module> = {
    now: null,
    load: async () => {
      it.now ??= await load();
    },
  };
  return it;
}

interface Props<Module> {
  part: Part<Module>;
  meanwhile: ComponentChild;
  children(module: Module): ComponentChild;
}

/** Shows something of a part, at once where it is loaded already. */
export class Later<Module> extends Component<Props<Module>> {
  private timer: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    void this.load();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    if (this.props.part.now) return;
    try {
      await this.props.part.load();
      this.forceUpdate();
    } catch {
      // Without a network the part can't come; it is tried until it does.
      this.timer = setTimeout(() => void this.load(), 3_000);
    }
  }

  override render({ part, meanwhile, children }: Props<Module>) {
    return part.now ? children(part.now) : meanwhile;
  }
}
