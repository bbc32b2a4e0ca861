import type { Plugin } from "vite";

const first = new Set<string>();
const later = new Set<string>();

/** True for modules that the page needs at once: those that main.tsx reaches without a later import. */
export const isFirst = (id: string) => first.has(id);

/** True for those that come with the other screens (more/pages.ts), and that practice shares with them. */
export const isLater = (id: string) => later.has(id) && !first.has(id);

/** Finds out which modules those are, before the parts are cut. */
export function firstPart(): Plugin {
  return {
    name: "first-part",
    apply: "build",
    buildEnd() {
      const reach = (from: string[], found: Set<string>) => {
        for (let id = from.pop(); id !== undefined; id = from.pop()) {
          if (found.has(id)) continue;
          found.add(id);
          from.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      };
      const all = [...this.getModuleIds()];
      reach(
        all.filter((id) => this.getModuleInfo(id)?.isEntry),
        first,
      );
      reach(
        all.filter((id) => id.endsWith("/src/more/pages.ts")),
        later,
      );
    },
  };
}
