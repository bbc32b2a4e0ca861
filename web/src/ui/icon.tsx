/** A decorative picture, drawn by icons.css: never the only carrier of a meaning. */
export function Icon(props: { name: "phone" | "check" | "copy" | "clock" | "alert" }) {
  return <span class={`icon ${props.name}`} aria-hidden="true" />;
}
