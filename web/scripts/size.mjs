// Prints what a volunteer's browser has to fetch, and fails when the part that every call needs
// outgrows its budget. The other parts are fetched when they are needed, or when there is time.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET = 20_000;
const dist = new URL("../dist/", import.meta.url).pathname;
const page = readFileSync(join(dist, "index.html"), "utf8");
const names = readdirSync(join(dist, "assets")).filter((name) => /\.(js|css|json)$/.test(name));
const sizes = new Map(
  names.map((name) => [
    name,
    gzipSync(readFileSync(join(dist, "assets", name)), { level: 9 }).length,
  ]),
);
for (const [name, size] of sizes)
  console.log(`${String(size).padStart(6)} bytes with gzip  ${name}`);
const first = [...sizes].filter(([name]) => name.endsWith(".js") && page.includes(name));
const total = first.reduce((sum, [, size]) => sum + size, 0);
console.log(`${String(total).padStart(6)} bytes of script for the call screen (at most ${BUDGET})`);
if (total > BUDGET) {
  console.error(`The script of the call screen is larger than its budget of ${BUDGET} bytes.`);
  process.exit(1);
}
