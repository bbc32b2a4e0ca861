// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import type { Script } from "../../src/api/types";
import { SCRIPT } from "../builders";
import { all, button, html, inADocument, press, text, type, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { aManagedBank, aScript } from "./banks";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const PATH = "/api/organiser/banks/bank-1/script";

function scriptServer(found = aScript(), routes: Record<string, unknown> = {}) {
  return organiserServer({
    "GET /api/organiser/banks/bank-1": { bank: aManagedBank() },
    [`GET ${PATH}`]: found,
    [`PUT ${PATH}`]: (body: Script) => ({ script: { ...SCRIPT, ...body, version: 2 } }),
    ...routes,
  });
}

const open = (server = scriptServer()) => openOrganiser("banks/bank-1/script", server);
const headings = () => all(".block h3").map((one) => one.textContent);
const focus = () => document.activeElement?.id;
const saved = (server: ReturnType<typeof organiserServer>) =>
  server.bodies.filter(([route]) => route === `PUT ${PATH}`).map(([, body]) => body);

describe("the script editor", () => {
  it("shows the blocks, and the script as a volunteer has it", async () => {
    await open();
    expect(headings()).toHaveLength(5);
    const preview = () => all(".preview")[0]?.textContent;
    expect(preview()).toContain("Hello, is that Grace?");
    expect(preview()).not.toContain("Could you help, Grace?");
    all<HTMLInputElement>('.preview input[type="radio"]')[0]?.click();
    await wait(10);
    expect(preview()).toContain("Could you help, Grace?");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("shows in the preview what is typed, at once", async () => {
    await open();
    await type("#block-hello-text", "Good evening {{first_name}}, this is {{caller}}");
    expect(all(".preview .say")[0]?.textContent).toBe("Good evening Grace, this is Sam Reid");
  });

  it("moves a block by buttons: says where it is, and keeps the focus", async () => {
    await open();
    await press("Move block 1 down");
    expect(text()).toContain("Moved to place 2 of 5.");
    expect(focus()).toBe("block-hello-down");
    expect(headings().slice(0, 2)).toEqual(["1. Question", "2. Text"]);
    await press("Undo");
    expect(headings().slice(0, 2)).toEqual(["1. Text", "2. Question"]);
  });

  it("does nothing at an end, and keeps the focus there", async () => {
    await open();
    const up = button("Move block 1 up");
    expect(up.getAttribute("aria-disabled")).toBe("true");
    up.click();
    await wait(10);
    expect(text()).not.toContain("Undo");
  });

  it("adds a question with two options, and goes to it", async () => {
    const server = scriptServer();
    await open(server);
    await press("Add a question");
    expect(headings().at(-1)).toBe("6. Question");
    expect(focus()).toBe("block-N1-label");
    await press("Save as version 2");
    expect(text()).toContain("3 things have to be put right first.");
    expect(focus()).toBe("block-N1-label");
    expect(await faultsIn(html())).toEqual([]);
    await type("#block-N1-label", "Will you vote by post?");
    await type("#block-N1-option-N2", "Yes");
    await type("#block-N1-option-N3", "No");
    await press("Save as version 2");
    expect(saved(server)).toHaveLength(1);
    expect(saved(server)[0]).toMatchObject({ based_on: 1, title: "Support" });
    expect((saved(server)[0] as Script).blocks.at(-1)).toMatchObject({
      id: "will_you_vote_by_post",
      options: [
        { id: "yes", label: "Yes" },
        { id: "no", label: "No" },
      ],
    });
    expect(text()).toContain("Saved as version 2.");
  });

  it("removes a block, goes to the next, and brings it back", async () => {
    await open();
    await press("Remove block 2");
    expect([headings().length, focus()]).toEqual([4, "block-help-head"]);
    await press("Undo");
    expect(headings()).toHaveLength(5);
  });

  it("shows at once what hangs on a question that comes later by now", async () => {
    await open();
    await press("Move block 2 down");
    expect(text()).toContain("It hangs on a question that does not come before it.");
  });

  it("writes a placeholder where the cursor stood", async () => {
    await open();
    const [field] = all<HTMLTextAreaElement>("#block-hello-text");
    field?.focus();
    field?.setSelectionRange(5, 5);
    field?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    all<HTMLButtonElement>(".block .place-list button")[0]?.click();
    await wait(10);
    expect(field?.value).toBe("Hello{{first_name}}, is that {{first_name}}?");
    expect(focus()).toBe("block-hello-text");
  });

  it("warns where answers were given, and names what can't be compared any more", async () => {
    await open(scriptServer(aScript({ answers: 31 })));
    expect(text()).toContain("31 answers were given with version 1");
    expect(text()).not.toContain("Removed since then");
    await press("Remove option 2, No");
    expect(text()).toContain("Option “No” of “Will you vote for us?”");
  });

  it("ties the server's problems to their blocks", async () => {
    const problems = ["Block 2 asks twice."];
    const refused = new ApiError(422, "script_invalid", "No.", { problems });
    await open(scriptServer(aScript(), { [`PUT ${PATH}`]: refused }));
    await type("#script-title", "Another");
    await press("Save as version 2");
    expect(all(".block")[1]?.textContent).toContain("Block 2 asks twice.");
    expect(focus()).toBe("block-support-head");
  });
});

describe("two organisers at one script", () => {
  const changed = () => new ApiError(409, "script_changed", "Changed.");
  const theirs = aScript({
    script: { ...SCRIPT, version: 2, title: "Theirs" },
    versions: [
      { version: 2, title: "Theirs", created_at: null, by: { id: "o", name: "Olive" }, calls: 0 },
    ],
  });

  async function meet() {
    const server = scriptServer(aScript(), { [`PUT ${PATH}`]: changed() });
    await open(server);
    await type("#script-title", "Mine");
    server.routes.set(`GET ${PATH}`, theirs);
    await press("Save as version 2");
    expect(text()).toContain("Olive saved version 2 while you were editing.");
    return server;
  }

  it("lets the second one save over what the first has saved", async () => {
    const server = await meet();
    server.routes.set(`PUT ${PATH}`, (body: Script) => ({
      script: { ...SCRIPT, ...body, version: 3 },
    }));
    await press("Save mine as the newest version");
    expect(saved(server).at(-1)).toMatchObject({ based_on: 2, title: "Mine" });
    expect(all("dialog")).toEqual([]);
  });

  it("or load theirs", async () => {
    await meet();
    await press("Load theirs");
    expect(all<HTMLInputElement>("#script-title")[0]?.value).toBe("Theirs");
    expect(all("dialog")).toEqual([]);
  });
});

describe("changes that are not saved", () => {
  const back = () =>
    all<HTMLAnchorElement>("a").find((one) => one.textContent === "To the phone bank");

  it("are asked about before another screen opens", async () => {
    await open();
    await type("#script-title", "Mine");
    back()?.click();
    await wait();
    expect(location.pathname).toBe("/organiser/banks/bank-1/script");
    await press("Cancel");
    expect(all("dialog")).toEqual([]);
    back()?.click();
    await wait();
    await press("Leave without saving");
    expect(location.pathname).toBe("/organiser/banks/bank-1");
  });

  it("are still there after going back in the browser", async () => {
    const { page } = await open();
    await type("#script-title", "Mine");
    history.replaceState(null, "", "/organiser/banks");
    page.arrive();
    await wait();
    history.replaceState(null, "", "/organiser/banks/bank-1/script");
    page.arrive();
    await wait();
    expect(all<HTMLInputElement>("#script-title")[0]?.value).toBe("Mine");
    expect(text()).toContain("Your changes from before are here");
    await press("Discard changes");
    expect(all<HTMLInputElement>("#script-title")[0]?.value).toBe("Support");
  });

  it("stop the tab from being closed without a question, and nothing else does", async () => {
    await open();
    const leaves = () => {
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return !event.defaultPrevented;
    };
    expect(leaves()).toBe(true);
    await type("#script-title", "Mine");
    expect(leaves()).toBe(false);
  });
});

describe("earlier versions", () => {
  it("can be looked at, and edited from", async () => {
    const old: Script = { ...SCRIPT, title: "Old", blocks: SCRIPT.blocks.slice(0, 2) };
    const found = aScript({
      script: { ...SCRIPT, version: 2 },
      versions: [
        { version: 2, title: "Support", created_at: null, by: null, calls: 3 },
        { version: 1, title: "Old", created_at: "2027-02-01T09:00:00Z", by: null, calls: 12 },
      ],
    });
    await open(scriptServer(found, { [`GET ${PATH}/1`]: { script: old } }));
    await press("Look at version 1");
    expect(all("dialog")[0]?.textContent).toContain("Version 1: Old");
    expect(await faultsIn(html())).toEqual([]);
    await press("Edit from this version");
    expect([headings().length, all("dialog").length]).toEqual([2, 0]);
    expect(text()).toContain("Save as version 3");
  });
});
