import { count, say, words } from "../strings";
import { TextField } from "../ui/field";
import { bestOn, contrast, ENOUGH, isColour } from "./contrast";
import type { Draft, SettingsForm } from "./form";

const w = words.settings;

/** The party's two colours, a look at them together, and whether they can be read. */
export function Colours({ model, draft }: { model: SettingsForm; draft: Draft }) {
  const { faults } = model.state;
  const { brand, on_brand: onBrand } = draft;
  const both = isColour(brand) && isColour(onBrand);
  const ratio = both ? contrast(brand, onBrand) : 0;
  const fine = ratio >= ENOUGH;
  const best = isColour(brand) ? bestOn(brand) : null;
  return (
    <section class="card">
      <h2>{w.colours}</h2>
      <div class="colour-grid">
        <Colour
          id="brand"
          label={w.brand}
          value={brand}
          error={faults.brand}
          onText={(value) => model.change({ brand: value })}
        />
        <Colour
          id="on-brand"
          label={w.onBrand}
          value={onBrand}
          error={faults.on_brand}
          onText={(value) => model.change({ on_brand: value })}
        />
      </div>
      {both && (
        <div
          class="colour-sample"
          aria-hidden="true"
          ref={(element) => {
            element?.style.setProperty("background", brand);
            element?.style.setProperty("color", onBrand);
          }}
        >
          <b>{draft.name}</b>
          <span>{w.sample}</span>
        </div>
      )}
      <p role="status" class={fine ? "contrast good" : "contrast"}>
        {both &&
          say(fine ? w.contrastFine : w.contrastBad, { ratio: count(Math.floor(ratio * 10) / 10) })}
      </p>
      {both && !fine && best && (
        <button
          type="button"
          class="secondary fit"
          onClick={() => model.change({ on_brand: best })}
        >
          {best === "#ffffff" ? w.useWhite : w.useBlack}
        </button>
      )}
    </section>
  );
}

/** A colour by its code, or from the browser's own choice of colours. */
function Colour(props: {
  id: string;
  label: string;
  value: string;
  error: string | undefined;
  onText(value: string): void;
}) {
  const { id, label, value, error, onText } = props;
  return (
    <div class="colour">
      <TextField
        id={id}
        label={label}
        value={value}
        maxLength={7}
        error={error ?? null}
        onText={(text) => onText(text.trim())}
      />
      <input
        type="color"
        aria-label={say(w.pick, { what: label })}
        value={isColour(value) ? value : "#000000"}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
}
