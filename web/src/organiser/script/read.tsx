import type { Block } from "../../api/types";
import { say, words } from "../strings";
import { isQuestion, type ScriptDraft } from "./draft";
import { optionWord, questionWord } from "./words";

const w = words.script;

/** A script to be read: all its blocks, and when each is shown. */
export function ReadScript({ script }: { script: ScriptDraft }) {
  return (
    <ol class="read-script">
      {script.blocks.map((block) => (
        <li key={block.id}>
          <Shown script={script} block={block} />
          {block.type === "text" ? (
            <p class="say">{block.text}</p>
          ) : (
            <>
              <p>
                <strong>{block.label}</strong>
              </p>
              {block.help && <p class="help">{block.help}</p>}
              {block.kind === "text" ? (
                <p class="help">{w.kinds.text}</p>
              ) : (
                <ul class="read-options">
                  {block.options.map((option) => (
                    <li key={option.id}>{option.label}</li>
                  ))}
                </ul>
              )}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function Shown({ script, block }: { script: ScriptDraft; block: Block }) {
  const rule = block.show_if;
  const place = script.blocks.findIndex((one) => one.id === rule?.question);
  const asked = script.blocks[place];
  if (!rule || !isQuestion(asked)) return null;
  const options = asked.options
    .filter((option) => rule.any_of.includes(option.id))
    .map((option) => optionWord(option.label));
  return (
    <p class="help">
      {say(w.shownAfter, { question: questionWord(asked, place), options: options.join(", ") })}
    </p>
  );
}
