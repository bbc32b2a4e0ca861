import type { Organiser } from "../context";
import { pathOf } from "../route";
import { words } from "../strings";
import { Go } from "../ui/go";

/** How an organiser gets from nothing to calling. `done` steps are ticked off. */
export function Steps(props: { on: Organiser; done?: readonly ("import" | "banks")[] }) {
  const { steps } = words.overview;
  const ways = ["import", "banks", "volunteers"] as const;
  return (
    <section class="card steps">
      <h2>{steps.title}</h2>
      <ol>
        {ways.map((way) => {
          const done = way !== "volunteers" && props.done?.includes(way);
          return (
            <li key={way}>
              <Go on={props.on} to={pathOf(way)}>
                {steps[way].what}
              </Go>{" "}
              {done && <span class="tag open">{steps.done}</span>}
              <p class="help">{steps[way].how}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
