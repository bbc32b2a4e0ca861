/** WCAG 2.2's contrast of two colours written #rrggbb (success criterion 1.4.3). Pure. */

const COLOUR = /^#[0-9a-f]{6}$/i;

export const isColour = (text: string) => COLOUR.test(text);

/** Relative luminance, 0 (black) to 1 (white), by WCAG's definition. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** What text of normal size needs (level AA). */
export const ENOUGH = 4.5;

/** White or black, whichever is read better on a colour. One of them always has enough contrast. */
export const bestOn = (colour: string): string =>
  contrast(colour, "#ffffff") >= contrast(colour, "#000000") ? "#ffffff" : "#000000";
