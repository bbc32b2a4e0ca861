/** What is in a file of text, whichever way it was saved. */
export interface ReadText {
  text: string;
  /** The text can't be right: a picture, a PDF, a workbook. */
  binary: boolean;
}

/** Signatures of files that people take for lists: PDF, and the zip that an Excel workbook is. */
const SIGNATURES = ["%PDF-", "PK\u0003\u0004"];

/**
 * Reads a chosen file in the browser: UTF-8 and UTF-16 by their marks, else UTF-8, else Windows-1252 as
 * old spreadsheets save it. Throws where the file can't be read any more (moved, or withdrawn).
 */
export async function readText(file: Blob): Promise<ReadText> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decoded(bytes);
  const binary = SIGNATURES.some((one) => text.startsWith(one)) || text.includes("\u0000");
  return { text, binary };
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The lines of a pasted or read text, trimmed, without empty ones. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter(Boolean);
