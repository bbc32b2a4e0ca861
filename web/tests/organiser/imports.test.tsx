// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import { faultOf, LARGEST } from "../../src/organiser/imports/list";
import type { Import, Preview } from "../../src/organiser/imports/types";
import { putBy } from "../../src/organiser/imports/uploads";
import { all, button, heading, html, inADocument, press, text, wait } from "../mounted";
import { faultsIn } from "../valid-html";
import { openOrganiser, organiserServer } from "./opened";

inADocument();

const LIST = "/api/organiser/imports";
const ONE = `${LIST}/imp-1`;

function anImport(change: Partial<Import> = {}): Import {
  return {
    id: "imp-1",
    bank: null,
    state: "checked",
    files: [{ name: "register.csv", size: 12 }],
    rows_read: 0,
    rows_done: 0,
    rows_total: null,
    counts: { people: 3, new: 2, updated: 1, households: 2 },
    error: null,
    created_at: "2027-02-10T18:00:00Z",
    started_at: null,
    finished_at: null,
    by: { id: "sam", name: "Sam Reid" },
    can_undo: false,
    ...change,
  };
}

function aPreview(change: Partial<Preview> = {}): Preview {
  return {
    files: [
      {
        name: "register.csv",
        rows: 3,
        separator: ",",
        encoding: "UTF-8",
        columns: [
          { position: 0, name: "Elector Number", meaning: "number", samples: ["1", "2"] },
          { position: 1, name: "", meaning: "", samples: ["Harbour"] },
        ],
      },
    ],
    meanings: [
      { meaning: "number", label: "Elector number", several: false },
      { meaning: "keep", label: "Keep for filters", several: true },
    ],
    counts: { people: 3, new: 2, updated: 1, no_number: 1, problems: 2 },
    problems: [{ file: "register.csv", line: 3, code: "no_name", reason: "No name", value: "" }],
    warnings: [{ code: "other_register", message: "Is it another constituency’s register?" }],
    ...change,
  };
}

const aFile = (name = "register.csv", content = "a,b\n1,2\n") => new File([content], name);

/** Chooses files as a person does: jsdom has no dialog for it. */
async function choose(...files: File[]): Promise<void> {
  const [field] = all<HTMLInputElement>("#import-files");
  if (!field) throw new Error("no field");
  Object.defineProperty(field, "files", { value: files, configurable: true });
  Object.defineProperty(field, "value", { value: "", writable: true, configurable: true });
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await wait();
}

function server(one: Import = anImport(), preview: Preview | null = aPreview()) {
  return organiserServer({
    [`GET ${LIST}`]: { imports: [] },
    "GET /api/organiser/banks": { banks: [] },
    [`POST ${LIST}`]: {
      import: anImport({ state: "uploading" }),
      uploads: [{ name: "register.csv", url: "https://up.example/1", method: "PUT", headers: {} }],
    },
    [`GET ${ONE}`]: { import: one, preview, problems_url: "https://up.example/problems.csv" },
    [`POST ${ONE}/check`]: { import: anImport({ state: "checking" }) },
    [`POST ${ONE}/start`]: { import: anImport({ state: "writing" }) },
    [`POST ${ONE}/undo`]: { job: { id: "job-1" } },
  });
}

let sent: string[];
beforeEach(() => {
  sent = [];
  putBy(async ({ url }, file, tell) => {
    sent.push(url);
    tell(file.size);
  });
});

describe("files that are chosen", () => {
  const big = { name: "big.csv", size: LARGEST + 1 } as File;
  it.each([
    [[aFile()], null],
    [[big], "big.csv is larger than 200 MB."],
    [[aFile("none.csv", "")], "none.csv is empty."],
    [[aFile("book.xlsx")], "book.xlsx is a workbook."],
    [Array.from({ length: 11 }, (_, n) => aFile(`${n}.csv`)), "At most 10 files at once."],
  ])("are looked at before they are sent", (files, fault) => {
    const found = faultOf(files);
    if (fault) expect(found).toContain(fault);
    else expect(found).toBeNull();
  });
});

describe("a new import", () => {
  it("shows three steps where there was none before, as valid HTML", async () => {
    await openOrganiser("import", server());
    expect(text()).toContain("From a register to volunteers calling");
    expect(await faultsIn(html())).toEqual([]);
  });

  it("is sent, checked, shown and started", async () => {
    const made = server();
    await openOrganiser("import", made);
    await choose(aFile(), aFile("phones.csv"));
    await press("Remove phones.csv");
    await press("Upload and check");
    expect(location.pathname).toBe("/organiser/import/imp-1");
    expect(sent).toEqual(["https://up.example/1"]);
    expect(made.bodies.find(([route]) => route === `POST ${LIST}`)?.[1]).toEqual({
      files: [{ name: "register.csv", size: 8 }],
    });
    await wait();
    expect(heading()).toBe("register.csv");
    expect(text()).toContain("Is it another constituency’s register?");
    expect(text()).toContain("2 problems");
    expect(await faultsIn(html())).toEqual([]);
    made.routes.set(`GET ${ONE}`, {
      import: anImport({ state: "writing", rows_done: 1, rows_total: 3 }),
    });
    await press("Import 3 people");
    await wait();
    expect(text()).toContain("1 of 3");
    made.routes.set(`GET ${ONE}`, { import: anImport({ state: "done", can_undo: true }) });
    await wait(2_000);
    expect(text()).toContain("Imported");
    const asked = made.sent.length;
    await wait(10_000);
    expect(made.sent).toHaveLength(asked);
  });

  it("asks for a file first", async () => {
    const made = server();
    await openOrganiser("import", made);
    await press("Upload and check");
    expect(text()).toContain("Choose a file first.");
    expect(made.sent).not.toContain(`POST ${LIST}`);
  });

  it("goes on with the files that are missing when the network comes back", async () => {
    const made = server(anImport({ state: "uploading" }), null);
    made.routes.set(`POST ${LIST}`, {
      import: anImport({ state: "uploading" }),
      uploads: ["1", "2"].map((n) => ({ name: n, url: n, method: "PUT", headers: {} })),
    });
    let broken = true;
    putBy(async ({ url }) => {
      sent.push(url);
      if (url === "2" && broken) throw new Error("network");
    });
    await openOrganiser("import", made);
    await choose(aFile("a.csv"), aFile("b.csv"));
    await press("Upload and check");
    expect(text()).toContain("The upload stopped.");
    expect(made.sent).not.toContain(`POST ${ONE}/check`);
    broken = false;
    made.routes.set(`GET ${ONE}`, { import: anImport(), preview: aPreview() });
    await press("Try again");
    expect(sent).toEqual(["1", "2", "2"]);
    expect(made.sent).toContain(`POST ${ONE}/check`);
    await wait(2_000);
    expect(text()).toContain("What this import would do");
  });
});

describe("one import", () => {
  async function mean(position: number, meaning: string): Promise<void> {
    const field = all<HTMLSelectElement>("select.meaning")[position];
    if (!field) throw new Error("no column");
    field.value = meaning;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await wait();
  }

  it("has its columns put right, and is checked again before it can start", async () => {
    const made = server();
    await openOrganiser("import/imp-1", made);
    await mean(1, "keep");
    expect(button("Import 3 people").getAttribute("aria-disabled")).toBe("true");
    await press("Import 3 people");
    expect(made.sent).not.toContain(`POST ${ONE}/start`);
    await press("Check again");
    expect(made.bodies.find(([route]) => route.endsWith("/check"))?.[1]).toEqual({
      files: [{ columns: { 0: "number", 1: "keep" } }],
    });
    await wait(2_000);
    expect(button("Import 3 people").getAttribute("aria-disabled")).not.toBe("true");
  });

  it("is read anew with another separator, its columns guessed", async () => {
    const made = server();
    await openOrganiser("import/imp-1", made);
    const [field] = all<HTMLSelectElement>("#separator-0");
    if (!field) throw new Error("no separator");
    field.value = "\t";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await wait();
    expect(made.bodies.find(([route]) => route.endsWith("/check"))?.[1]).toEqual({
      files: [{ columns: {}, separator: "\t" }],
    });
  });

  it("that stopped half-way goes on", async () => {
    const error = { code: "interrupted", message: "The import was interrupted." };
    const failed = anImport({ state: "failed", error, started_at: "2027-02-10T18:01:00Z" });
    const made = server(failed, null);
    await openOrganiser("import/imp-1", made);
    expect(text()).toContain("The import was interrupted.");
    await press("Go on");
    expect(made.sent).toContain(`POST ${ONE}/start`);
  });

  it("whose files cannot be used shows why, and the columns to be put right", async () => {
    const error = { code: "columns_unclear", message: "No column holds elector numbers." };
    const made = server(anImport({ state: "failed", error }), aPreview({ counts: null }));
    await openOrganiser("import/imp-1", made);
    expect(text()).toContain("No column holds elector numbers.");
    expect(all("select.meaning")).toHaveLength(2);
    expect(all("button").map((one) => one.textContent)).not.toContain("Go on");
  });

  it("is undone after asking; what was refused is said", async () => {
    const made = server(anImport({ state: "done", can_undo: true }), null);
    const refusal = new ApiError(409, "was_called", "Somebody of this import was called.");
    made.routes.set(`POST ${ONE}/undo`, refusal);
    await openOrganiser("import/imp-1", made);
    await press("Undo this import");
    const inDialog = () => all<HTMLButtonElement>("dialog .primary")[0]?.click();
    inDialog();
    await wait();
    expect(all("dialog")[0]?.textContent).toContain("Somebody of this import was called.");
    made.routes.set(`POST ${ONE}/undo`, { job: { id: "job-1" } });
    made.routes.set(`GET ${ONE}`, { import: anImport({ state: "undone" }) });
    inDialog();
    await wait(2_000);
    expect(text()).toContain("Everything is as it was before this import.");
  });

  it("whose files never arrived says so", async () => {
    await openOrganiser("import/imp-1", server(anImport({ state: "uploading" }), null));
    expect(text()).toContain("The files did not arrive");
  });
});
