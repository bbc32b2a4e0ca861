import type { ComponentChildren } from "preact";
import { count } from "../strings";

interface Props {
  label: string;
  value: number;
  /** What stands beside the number: "of 1,840". */
  beside?: string;
  children?: ComponentChildren;
}

/** One number that matters, on a card. */
export function Stat({ label, value, beside, children }: Props) {
  return (
    <div class="card stat">
      <p class="stat-label">{label}</p>
      <p class="stat-value">
        <strong>{count(value)}</strong> {beside && <span>{beside}</span>}
      </p>
      {children}
    </div>
  );
}
