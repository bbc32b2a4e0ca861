import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon";

export function Notice(props: { children: ComponentChildren }) {
  return (
    <div class="notice">
      <Icon name="alert" />
      <div>{props.children}</div>
    </div>
  );
}
