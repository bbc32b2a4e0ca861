import type { Bank, Leaderboard as Board } from "../api/types";
import type { Controller } from "../store/controller";
import type { State } from "../store/state";
import { say, t } from "../strings";
import { FieldError } from "../ui/field";
import { Every, Shown } from "./moments";
import { loadLeaderboard, showMe } from "./wrap-up-actions";

/** How old the server's list may be, and how many it holds. */
const FRESH_MS = 15_000;
const MOST = 10;

interface Props {
  state: State;
  on: Controller;
  bank: Bank;
}

/** Who has rung most today, of those who want to be seen. Nobody is there who has not said so. */
export function Leaderboard({ state, on, bank }: Props) {
  const board = state.more.leaderboards?.[bank.id];
  const { setting } = state.more;
  const there = board?.entries.some((entry) => entry.me) || (board?.entries.length ?? 0) >= MOST;
  const comes = board?.on && state.caller?.on_leaderboard && bank.mine.calls > 0 && !there;
  return (
    <section class="leaderboard" aria-labelledby="leaderboard">
      <Shown key={bank.id} begin={() => void loadLeaderboard(on, bank.id)} />
      <h2 id="leaderboard">{t.leaderboard.title}</h2>
      {board?.on && <Entries board={board} />}
      {comes && (
        <>
          <p role="status">{t.leaderboard.soon}</p>
          <Every ms={FRESH_MS} work={() => void loadLeaderboard(on, bank.id)} />
        </>
      )}
      {board === null && <p class="help">{t.leaderboard.fault}</p>}
      {setting?.fault && <FieldError id="on-leaderboard-error" text={setting.fault} />}
      <label class="choice wide">
        <input
          type="checkbox"
          checked={state.caller?.on_leaderboard ?? false}
          aria-disabled={setting?.busy}
          aria-describedby="on-leaderboard-help"
          onChange={(event) => void showMe(on, event.currentTarget.checked, bank.id)}
        />
        <span class="choice-label">{t.leaderboard.showMe}</span>
      </label>
      <p class="help" id="on-leaderboard-help">
        {t.leaderboard.help}
      </p>
    </section>
  );
}

function Entries({ board }: { board: Board }) {
  if (board.entries.length === 0) return <p>{t.leaderboard.none}</p>;
  return (
    <ol class="entries">
      {board.entries.map((entry, place) => (
        <li key={`${place} ${entry.name}`} class={entry.me ? "me" : undefined}>
          <span>{entry.me ? say(t.leaderboard.me, { name: entry.name }) : entry.name}</span>
          <span class="digits">{say(t.banks.calls, { n: entry.calls })}</span>
        </li>
      ))}
    </ol>
  );
}
