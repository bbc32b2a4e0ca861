import { Group } from "../../ui/field";
import { say, words } from "../strings";
import { Lift } from "./lift";
import { ListForm, Outcome } from "./list-form";
import type { ListsModel } from "./model";
import type { SuppressionAnswer, SuppressionReason } from "./types";
import { LeftOvers } from "./unmatched";

const REASONS: readonly SuppressionReason[] = ["objection", "tps"];

/** Telephone numbers that are not to be rung, and why not. */
export function Numbers({ model }: { model: ListsModel }) {
  const { reason } = model.state;
  const { answer, step } = model.numbers.state;
  return (
    <>
      <section class="card" aria-labelledby="numbers-title">
        <h2 id="numbers-title">{words.lists.numbersTitle}</h2>
        <p>{words.lists.numbersText}</p>
        {step === "done" && answer ? (
          <Outcome lines={linesOf(answer)} onAgain={() => model.numbers.again()}>
            <Unreadable model={model} texts={answer.unreadable} />
          </Outcome>
        ) : (
          <ListForm
            id="numbers"
            list={model.numbers}
            label={words.lists.numbers}
            help={words.lists.numbersHelp}
            found={words.lists.numbersFound}
            act={words.lists.suppress}
            onSend={() => void model.numbers.send()}
          >
            <Group legend={words.lists.reason}>
              {REASONS.map((one) => (
                <label class="choice wide" key={one}>
                  <input
                    type="radio"
                    name="reason"
                    checked={reason === one}
                    onChange={() => model.set({ reason: one })}
                  />
                  <span class="choice-label">
                    <strong>{words.lists.reasons[one]}</strong>
                    <small>{words.lists.reasonHelp[one]}</small>
                  </span>
                </label>
              ))}
            </Group>
          </ListForm>
        )}
      </section>
      <Lift model={model} />
    </>
  );
}

function linesOf({ suppressed, already, unknown }: SuppressionAnswer): string[] {
  const { lists } = words;
  return [
    say(lists.suppressedSay, { n: suppressed }),
    ...(already ? [say(lists.alreadySuppressed, { n: already })] : []),
    ...(unknown ? [say(lists.unknownKept, { n: unknown })] : []),
  ];
}

/** Texts that are no telephone numbers. */
export function Unreadable({ model, texts }: { model: ListsModel; texts: string[] }) {
  return (
    <LeftOvers
      model={model}
      title={say(words.lists.unreadable, { n: texts.length })}
      help={words.lists.unreadableHelp}
      file={words.lists.unreadableFileName}
      rows={texts.map((text) => ({ text, why: words.lists.noNumber, perhaps: "" }))}
    />
  );
}
