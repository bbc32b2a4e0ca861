import { Heading } from "../ui/heading";

export function Loading(props: { text: string }) {
  return (
    <div class="loading">
      <Heading screen="loading" text={props.text} />
      <div class="pulse" aria-hidden="true" />
    </div>
  );
}
