// Prints what a volunteer's browser has to fetch, and fails when what stands between the first request
// and the first household outgrows its budget. The rest is fetched afterwards, or when it is needed.
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
const needed = [...sizes].filter(
  ([name]) => name.endsWith(".js") && (page.includes(name) || name.startsWith("screens-")),
);
const total = needed.reduce((sum, [, size]) => sum + size, 0);
console.log(
  `${String(total).padStart(6)} bytes of script from signing in to the first household (at most ${BUDGET})`,
);
if (needed.length !== 2) throw new Error(`Not the two parts that were expected: ${needed}`);
if (total > BUDGET) {
  console.error(`That is more than the budget of ${BUDGET} bytes.`);
  process.exit(1);
}
