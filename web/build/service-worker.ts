import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "vite";

/** Files beside the hashed ones without which the page does not come up as it should. */
const BESIDE = ["favicon.svg", "manifest.webmanifest"];

/** The organiser's side is fetched by those who open it, and kept on no volunteer's device. */
const SELDOM = "/assets/organiser-";

const hash = (kind: "base64" | "hex", ...contents: (string | Uint8Array)[]) => {
  const total = createHash("sha256");
  for (const content of contents) total.update(content);
  return total.digest(kind);
};

/**
 * Makes /sw.js of sw/worker.ts, with the list of what this build consists of, and tells the page which
 * build it is of. The name of a build is a hash of all of it, the worker included: every change makes a
 * new one, and nothing else does.
 */
export function serviceWorker(): Plugin {
  let root = "";
  let beside = "";
  return {
    name: "ringround:service-worker",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      root = config.root;
      beside = config.publicDir;
    },
    generateBundle: {
      // After the page itself is made, whose hash the worker must know.
      order: "post",
      async handler(_, bundle) {
        const page = bundle["index.html"];
        if (page?.type !== "asset") return this.error("The build has no index.html.");
        const contents = new Map<string, string | Uint8Array>();
        for (const file of Object.values(bundle)) {
          contents.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
        }
        for (const name of BESIDE) contents.set(`/${name}`, readFileSync(join(beside, name)));
        const files = [...contents.keys()].filter(isKept).sort();
        const all = files.flatMap((name) => [name, contents.get(name) ?? ""]);
        const draft = await compiled(root, { name: "", files, page: "" });
        const name = hash("hex", draft, ...all).slice(0, 10);
        page.source = marked(String(page.source), name);
        const told = { name, files, page: `sha256-${hash("base64", page.source)}` };
        this.emitFile({ type: "asset", fileName: "sw.js", source: await compiled(root, told) });
      },
    },
  };
}

const isKept = (name: string) => !name.endsWith(".map") && !name.startsWith(SELDOM);

/** The page, saying of which build it is. */
function marked(page: string, name: string): string {
  const [before, after, ...more] = page.split("</title>\n");
  if (after === undefined || more.length) throw new Error("index.html has no single title.");
  return `${before}</title>\n    <meta name="build" content="${name}">\n${after}`;
}

/** The worker as one script: browsers take no modules for workers of this kind everywhere. */
async function compiled(root: string, told: object): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    define: { THIS_BUILD: JSON.stringify(told) },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: join(root, "sw/worker.ts"),
        output: { format: "iife", entryFileNames: "sw.js" },
      },
    },
  });
  const [output] = [result].flat();
  const [chunk] = output && "output" in output ? output.output : [];
  if (chunk?.type !== "chunk") throw new Error("The service worker came to no script.");
  return chunk.code;
}
