import type { Answer, Block, QuestionBlock } from "../api/types";
import { fill, type MergeFields } from "../call/merge";
import { isAnswered, isDropDown } from "../call/script";
import { say, t } from "../strings";
import { Choice, Group } from "../ui/field";

interface Props {
  blocks: Block[];
  fields: MergeFields;
  /** Ids of fields start with it, so that two people's questions are not mixed up. */
  prefix: string;
  answer(question: string): Answer | undefined;
  onAnswer(question: string, answer: Answer | null): void;
}

/** Script blocks in order: what to say, and what to ask. */
export function ScriptBlocks({ blocks, fields, prefix, answer, onAnswer }: Props) {
  return (
    <>
      {blocks.map((block) =>
        block.type === "text" ? (
          <p class="say" lang="en" key={block.id}>
            {fill(block.text, fields)}
          </p>
        ) : (
          <Question
            key={block.kind === "text" ? `${prefix}-${block.id}` : block.id}
            id={`${prefix}-${block.id}`}
            question={block}
            fields={fields}
            value={answer(block.id)}
            onAnswer={(value) => onAnswer(block.id, value)}
          />
        ),
      )}
    </>
  );
}

interface QuestionProps {
  id: string;
  question: QuestionBlock;
  fields: MergeFields;
  value: Answer | undefined;
  onAnswer(answer: Answer | null): void;
}

function Question(props: QuestionProps) {
  if (props.question.kind === "text") return <TextQuestion {...props} />;
  if (isDropDown(props.question)) return <DropDownQuestion {...props} />;
  return <ChoiceQuestion {...props} />;
}

function ChoiceQuestion({ id, question, fields, value, onAnswer }: QuestionProps) {
  const several = question.kind === "several";
  const label = fill(question.label, fields);
  const chosen = typeof value === "string" ? [value] : (value ?? []);
  const help = [question.help && fill(question.help, fields), several && t.call.severalHelp];
  function pick(option: string, on: boolean): void {
    if (!several) return onAnswer(option);
    const rest = question.options.map((one) => one.id).filter((one) => chosen.includes(one));
    onAnswer(on ? [...rest, option] : rest.filter((one) => one !== option));
  }
  return (
    <div class="question">
      <Group legend={label} help={help.filter(Boolean).join(" · ")}>
        <div class="choices">
          {question.options.map((option) => (
            <Choice
              key={option.id}
              type={several ? "checkbox" : "radio"}
              name={id}
              label={fill(option.label, fields)}
              checked={chosen.includes(option.id)}
              onPick={(on) => pick(option.id, on)}
            />
          ))}
        </div>
      </Group>
      {!several && isAnswered(value) && (
        <button
          type="button"
          class="link clear"
          aria-label={say(t.call.clearLabel, { question: label })}
          onClick={() => onAnswer(null)}
        >
          {t.call.clear}
        </button>
      )}
    </div>
  );
}

function Labelled({ id, question, fields }: Pick<QuestionProps, "id" | "question" | "fields">) {
  return (
    <>
      <label for={id}>{fill(question.label, fields)}</label>
      {question.help && (
        <p class="help" id={`${id}-help`}>
          {fill(question.help, fields)}
        </p>
      )}
    </>
  );
}

function DropDownQuestion({ id, question, fields, value, onAnswer }: QuestionProps) {
  return (
    <div class="question field">
      <Labelled id={id} question={question} fields={fields} />
      <select
        id={id}
        value={typeof value === "string" ? value : ""}
        aria-describedby={question.help ? `${id}-help` : undefined}
        onChange={(event) => onAnswer(event.currentTarget.value || null)}
      >
        <option value="">{t.call.notAnswered}</option>
        {question.options.map((option) => (
          <option key={option.id} value={option.id}>
            {fill(option.label, fields)}
          </option>
        ))}
      </select>
    </div>
  );
}

function TextQuestion({ id, question, fields, value, onAnswer }: QuestionProps) {
  return (
    <div class="question field">
      <Labelled id={id} question={question} fields={fields} />
      <textarea
        id={id}
        rows={2}
        maxLength={1000}
        aria-describedby={question.help ? `${id}-help` : undefined}
        value={typeof value === "string" ? value : ""}
        onInput={(event) => onAnswer(event.currentTarget.value)}
      />
    </div>
  );
}
