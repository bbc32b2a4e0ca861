/** Hands a text made here to the browser as a file. */
export function saveAsFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then; to keep it would keep the list in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
