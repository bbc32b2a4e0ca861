import { defineConfig } from "vitest/config";
import { firstPart, isFirst, isLater } from "./build/first-part.ts";
import { plainImports } from "./build/plain-imports.ts";
import { serviceWorker } from "./build/service-worker.ts";

/** The local app (`make demo`) answers /api while `npm run dev` serves the page. */
const api = `http://127.0.0.1:${process.env.PORT ?? "8080"}`;

export default defineConfig({
  plugins: [firstPart(), plainImports(), serviceWorker()],
  server: { host: "127.0.0.1", proxy: { "/api": api } },
  build: {
    target: "es2022",
    // Icons may be part of the styles; nothing else is put in line.
    assetsInlineLimit: (file) => file.endsWith(".svg"),
    modulePreload: false,
    cssCodeSplit: false,
    // Small shared parts would each cost a request, and compress badly.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "call", test: isFirst },
            { name: "more", test: isLater },
          ],
        },
      },
    },
    reportCompressedSize: true,
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    // Times are shown in UK time wherever the reader is; a test zone far away proves it.
    env: { TZ: "America/New_York" },
    // The validator of HTML takes seconds to load where much else is going on.
    testTimeout: 20_000,
  },
});
