import { say, words } from "../strings";

interface Props {
  /** Begins the ids of the buttons. */
  prefix: string;
  what: string;
  first: boolean;
  last: boolean;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

const w = words.script;

/** Up, down, remove. At an end the button stays, so that the focus does; it only does nothing. */
export function MoveButtons({ prefix, what, first, last, onMove, onRemove }: Props) {
  return (
    <div class="moves">
      <button
        type="button"
        class="quiet"
        id={`${prefix}up`}
        aria-label={say(w.moveUp, { what })}
        aria-disabled={first}
        onClick={() => onMove(-1)}
      >
        <span class="arrow up" aria-hidden="true" />
        <span class="move-word">{w.up}</span>
      </button>
      <button
        type="button"
        class="quiet"
        id={`${prefix}down`}
        aria-label={say(w.moveDown, { what })}
        aria-disabled={last}
        onClick={() => onMove(1)}
      >
        <span class="arrow down" aria-hidden="true" />
        <span class="move-word">{w.down}</span>
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={say(w.removeWhat, { what })}
        onClick={onRemove}
      >
        {w.remove}
      </button>
    </div>
  );
}
