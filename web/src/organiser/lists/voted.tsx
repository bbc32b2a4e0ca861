import { Choice, Group } from "../../ui/field";
import { say, words } from "../strings";
import { TextField } from "../ui/field";
import { ListForm, Outcome } from "./list-form";
import type { ListsModel } from "./model";
import type { Unmatched, VotedAnswer } from "./types";
import { type LeftOver, LeftOvers } from "./unmatched";

/** Elector numbers of people who have voted: nobody rings them to ask for their vote. */
export function Voted({ model }: { model: ListsModel }) {
  const { voted, prefix } = model.state;
  const { answer, step } = model.votes.state;
  return (
    <section class="card" aria-labelledby="voted-title">
      <h2 id="voted-title">{words.lists.votedTitle}</h2>
      <p>{words.lists.votedText}</p>
      {step === "done" && answer ? (
        <Outcome lines={linesOf(answer, voted)} onAgain={() => model.votes.again()}>
          <LeftOvers
            model={model}
            title={say(words.lists.unmatched, { n: answer.unmatched.length })}
            help={words.lists.unmatchedHelp}
            file={words.lists.unmatchedFile}
            rows={answer.unmatched.map(leftOver)}
          />
        </Outcome>
      ) : (
        <ListForm
          id="electors"
          list={model.votes}
          label={words.lists.electors}
          help={words.lists.electorsHelp}
          found={words.lists.electorsFound}
          act={voted ? words.lists.mark : words.lists.unmark}
          onSend={() => void model.votes.send()}
        >
          <TextField
            id="prefix"
            class="short"
            label={words.lists.prefix}
            help={words.lists.prefixHelp}
            maxLength={10}
            value={prefix}
            onText={(text) => model.set({ prefix: text })}
          />
          <Group legend={words.lists.votedWhat}>
            <div class="choices">
              <Choice
                type="radio"
                name="voted"
                label={words.lists.votedYes}
                checked={voted}
                onPick={() => model.set({ voted: true })}
              />
              <Choice
                type="radio"
                name="voted"
                label={words.lists.votedNo}
                checked={!voted}
                onPick={() => model.set({ voted: false })}
              />
            </div>
          </Group>
        </ListForm>
      )}
    </section>
  );
}

function linesOf(answer: VotedAnswer, voted: boolean): string[] {
  const { marked, already, households } = answer;
  const { lists } = words;
  return [
    say(voted ? lists.markedSay : lists.unmarkedSay, { n: marked }),
    ...(already ? [say(voted ? lists.alreadyVoted : lists.alreadyNot, { n: already })] : []),
    ...(voted && households ? [say(lists.households, { n: households })] : []),
  ];
}

const leftOver = ({ text, why, candidates }: Unmatched): LeftOver => ({
  text,
  why: words.lists.whys[why],
  perhaps: (candidates ?? []).join(", "),
});
