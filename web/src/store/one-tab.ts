/** Calling goes on in one tab at a time: two would show the same household, and both might be saved. */
const LOCK = "ringround-calling";
let mine = false;

/**
 * True where this tab may call. `take` takes it over from another tab, whose `onTaken` is called. Without
 * locks (a browser of before 2022) every tab may.
 */
export function mayCall(take: boolean, onTaken: () => void): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (mine || !locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const how: LockOptions = take ? { steal: true } : { ifAvailable: true };
    const hold = (lock: Lock | null) => {
      mine = lock !== null;
      resolve(mine);
      // Held until the tab is closed, or another one takes it.
      return mine ? new Promise(() => undefined) : undefined;
    };
    locks.request(LOCK, how, hold).catch(() => {
      mine = false;
      onTaken();
    });
  });
}
