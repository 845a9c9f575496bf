/** Seconds since 1970 as this page counts them: set once, so that a device whose clock is corrected loses no time. */
export function steadyNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** How the clocks of a device stand: `wall` may be set and goes on in sleep, `steady` may stand still in sleep. */
export interface Clocks {
  wall: number;
  steady: number;
}

const EVERY_MS = 1000;
const AWAY_MS = 4000;
const DRIFT_MS = 1500;

export const clocks = (): Clocks => ({ wall: Date.now(), steady: performance.now() });

/** Whether the page stood still between two readings, or the device's clock was set. */
export function wasAway(before: Clocks, now: Clocks): boolean {
  const wall = now.wall - before.wall;
  const steady = now.steady - before.steady;
  return steady > AWAY_MS || Math.abs(wall - steady) > DRIFT_MS;
}

/** Call `woke` whenever the device slept, the page was frozen, or the device's clock was set. Returns how to stop. */
export function watchSleep(woke: () => void): () => void {
  let last = clocks();
  const timer = setInterval(() => {
    const now = clocks();
    const away = wasAway(last, now);
    last = now;
    if (away) woke();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
