import type { ComponentChildren } from "preact";
import { count } from "../strings";

export interface Bar {
  key: string;
  label: string;
  value: number;
}

interface Props {
  caption: string;
  /** What the first column names, and what the numbers are. */
  head: [label: string, value: string];
  bars: readonly Bar[];
  /** A share of the whole is shown beside each number. */
  total?: number;
}

/** A bar chart that is its own table: a row names, draws and says each number. */
export function BarTable({ caption, head, bars, total }: Props) {
  const most = Math.max(1, ...bars.map((one) => one.value));
  return (
    <table class="bars">
      <caption class="unseen">{caption}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{head[0]}</th>
          <th scope="col">{head[1]}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((one) => (
          <tr key={one.key}>
            <th scope="row">{one.label}</th>
            <td>
              <span class="bar-cell">
                <svg class="bar-plot" aria-hidden="true">
                  <rect
                    class="bar-dark"
                    width={`${(100 * one.value) / most}%`}
                    height="100%"
                    rx="3"
                  />
                </svg>
                <span class="bar-number">
                  {count(one.value)}
                  {total ? <small> {share(one.value, total)}</small> : null}
                </span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A part of a whole in per cent, "under 1 %" where it would else be none. */
export function share(part: number, whole: number): string {
  if (!whole || !part) return "0%";
  const rounded = Math.round((100 * part) / whole);
  return rounded ? `${rounded}%` : "<1%";
}

export interface Stack {
  key: string;
  /** Below the column. */
  label: string;
  whole: number;
  /** The part of `whole` that is drawn darker. */
  part: number;
}

/** Room for the number above the highest column and for the label below, per cent of the height. */
const TOP = 10;
const FOOT = 10;

/** Columns of a whole with a part of it. Its numbers stand in a table beside it: to be given as children. */
export function Columns(props: {
  columns: readonly Stack[];
  legend: [whole: string, part: string];
  children: ComponentChildren;
}) {
  const { columns, legend, children } = props;
  const most = Math.max(1, ...columns.map((one) => one.whole));
  const wide = 100 / Math.max(6, columns.length);
  const height = (n: number) => ((100 - TOP - FOOT) * n) / most;
  const y = (n: number) => `${100 - FOOT - height(n)}%`;
  return (
    <div class={columns.length > 8 ? "columns many" : "columns"}>
      <svg class="column-plot" aria-hidden="true">
        {columns.map((one, n) => {
          const left = `${(n + 0.12) * wide}%`;
          const middle = `${(n + 0.5) * wide}%`;
          const width = `${0.76 * wide}%`;
          return (
            <g key={one.key}>
              <rect
                class="bar-light"
                x={left}
                y={y(one.whole)}
                width={width}
                height={`${height(one.whole)}%`}
                rx="3"
              />
              <rect
                class="bar-dark"
                x={left}
                y={y(one.part)}
                width={width}
                height={`${height(one.part)}%`}
                rx="3"
              />
              <text class="column-value" x={middle} y={y(one.whole)} dy="-6">
                {count(one.whole)}
              </text>
              <text class="column-label" x={middle} y="100%" dy="-4">
                {one.label}
              </text>
            </g>
          );
        })}
      </svg>
      <p class="legend" aria-hidden="true">
        <span class="swatch light" />
        {legend[0]}
        <span class="swatch dark" />
        {legend[1]}
      </p>
      {children}
    </div>
  );
}
