import { count } from "../strings";

/** Bytes as people read them: "12 kB", "3.4 MB". */
export function megabytes(bytes: number): string {
  if (bytes < 1_000_000) return `${count(Math.ceil(bytes / 1_000))} kB`;
  return `${count(Math.round(bytes / 100_000) / 10)} MB`;
}
