/** How long to wait before trying again: doubling from half a second to fifteen, each wait drawn from its upper half
 * so that a whole class does not come back in the same instant. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * random();
}
