import type { Plugin } from "vite";

/**
 * Parts that load later are plain imports. Vite's helper around them preloads their styles, of which
 * there are none apart (`cssCodeSplit` is off), and its words would be a thirtieth of the first part.
 */
export function plainImports(): Plugin {
  return {
    name: "plain-imports",
    enforce: "pre",
    apply: "build",
    load: {
      filter: { id: /vite\/preload-helper/ },
      handler: () => "export const __vitePreload = (load) => load();",
    },
  };
}
