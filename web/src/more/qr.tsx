import { encode } from "uqr";
import { shown } from "../call/flow";
import { numberOf } from "../call/people";
import type { State } from "../store/state";
import { say, t } from "../strings";

/** Light modules around a code, so that a camera finds its edge (ISO/IEC 18004: four). */
const QUIET = 4;

/** The dark modules of a code as one path: a square of one unit for each. */
export function pathOf(rows: boolean[][]): string {
  return rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
}

/** A text as a QR code; `label` says what it leads to. */
export function Code({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: QUIET });
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect class="qr-light" width={size} height={size} />
      <path class="qr-dark" d={pathOf(data)} />
    </svg>
  );
}

/** The number being rung as a code, to dial it from the phone. */
export function DialCode({ state }: { state: State }) {
  const claim = state.flow && shown(state.flow);
  const number = claim && numberOf(claim, state.draft?.number ?? null);
  if (!number) return null;
  if (state.practice) return <p>{t.practice.noDial}</p>;
  return (
    <>
      <p>{t.sheet.qrText}</p>
      <Code text={`tel:${number.e164}`} label={say(t.sheet.qrLabel, { display: number.display })} />
      <p class="qr-number digits">{number.display}</p>
    </>
  );
}
