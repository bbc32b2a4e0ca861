import type { Block } from "../../api/types";
import { words } from "../strings";
import { inputId, insertAt } from "./focus";
import type { ScriptModel } from "./model";

const w = words.script;

/** Buttons that write a placeholder where the cursor stood last in this block. */
export function Placeholders({ model, block }: { model: ScriptModel; block: Block }) {
  const meanings: Partial<Record<string, string>> = w.places;
  const main = inputId(block.id, block.type === "text" ? "text" : "label");
  function insert(name: string): void {
    const at = model.cursors.get(block.id);
    insertAt(at?.input ?? main, `{{${name}}}`, at?.from ?? null, at?.to ?? null);
  }
  return (
    <details class="places">
      <summary>{w.insert}</summary>
      <p class="help">{w.insertWhy}</p>
      <ul class="place-list">
        {(model.state.found?.merge_fields ?? []).map(({ name, example }) => (
          <li key={name}>
            <button type="button" class="secondary" onClick={() => insert(name)}>
              <span>{meanings[name] ?? name}</span>
              <small>{example}</small>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
