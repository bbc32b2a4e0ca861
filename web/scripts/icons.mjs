// Draws the icons in public/icons/ from public/favicon.svg, with Chromium (CHROMIUM names another one).
// Run by hand when the picture changes: node scripts/icons.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const browser = process.env.CHROMIUM ?? "chromium";
const here = new URL("../public/", import.meta.url).pathname;
const rounded = readFileSync(join(here, "favicon.svg"), "utf8");
// Systems cut these to a shape of their own, so the colour goes to the edge. The picture's corners are
// within the circle of 80 % that always stays.
const square = rounded.replace(/ rx="\d+"/, "");

const work = mkdtempSync(join(tmpdir(), "icons-"));
for (const [name, size, picture] of [
  ["icon-192", 192, rounded],
  ["icon-512", 512, rounded],
  ["maskable-512", 512, square],
  ["apple-touch-icon", 180, square],
]) {
  const page = join(work, `${name}.html`);
  const sized = picture.replace("<svg ", `<svg width="${size}" height="${size}" `);
  writeFileSync(
    page,
    `<!doctype html><style>body{margin:0}svg{display:block}</style><body>${sized}</body>`,
  );
  execFileSync(
    browser,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      "--default-background-color=00000000",
      `--window-size=${size},${size}`,
      `--screenshot=${join(here, "icons", `${name}.png`)}`,
      `file://${page}`,
    ],
    { stdio: "ignore" },
  );
}
rmSync(work, { recursive: true });
