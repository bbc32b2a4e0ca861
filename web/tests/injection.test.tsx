// @vitest-environment jsdom
import { expect, it } from "vitest";
import { aClaim, SCRIPT } from "./builders";
import { fakeApi } from "./fake-api";
import { all, html, inADocument, openAt, text } from "./mounted";

const MARKUP = '<img src=x onerror="window.attacked = 1"><script>window.attacked = 1</script>';

inADocument();

it("shows what people wrote as text, whatever it looks like", async () => {
  const server = fakeApi();
  const person = { id: "priya", name: MARKUP, first_name: MARKUP, target: true, settled: null };
  const blocks = [{ id: "hello", type: "text" as const, text: `${MARKUP} {{first_name}}` }];
  server.give(
    aClaim({
      household: { id: "h1", address: [MARKUP], town: MARKUP, postcode: "RM1 2AB" },
      people: [person],
      script: { ...SCRIPT, title: MARKUP, blocks },
    }),
  );
  await openAt("", server);
  expect(text()).toContain(MARKUP);
  expect(html()).not.toContain("<img");
  expect(all("script")).toEqual([]);
  expect(window).not.toHaveProperty("attacked");
});
