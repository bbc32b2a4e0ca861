/** At most this many rows are sent at once; the server takes no more. */
export const CHUNK = 500;

/**
 * Sends many rows in parts, one after the other, and adds the answers up with `add`. `tell` hears how many
 * rows are sent. Throws what `send` throws: the answers so far were told, and `from` goes on from there.
 */
export async function chunked<Row, Answer>(
  rows: readonly Row[],
  send: (part: Row[]) => Promise<Answer>,
  tell: (answer: Answer, done: number) => void,
  { size = CHUNK, from = 0 }: { size?: number; from?: number } = {},
): Promise<void> {
  for (let done = from; done < rows.length; done += size) {
    const answer = await send(rows.slice(done, done + size));
    tell(answer, Math.min(rows.length, done + size));
  }
}
