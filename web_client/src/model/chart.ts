/** Lines for small charts. Pure. */

export interface Spot {
  x: number;
  y: number;
}

export interface Frame {
  width: number;
  height: number;
  pad: number;
}

/** Values as spots inside a frame, low at the bottom. A flat line runs through the middle. */
export function spots(values: readonly number[], frame: Frame, low?: number, high?: number): Spot[] {
  const least = Math.min(...values, low ?? Infinity);
  const most = Math.max(...values, high ?? -Infinity);
  const span = most - least;
  const step = values.length > 1 ? (frame.width - 2 * frame.pad) / (values.length - 1) : 0;
  const tall = frame.height - 2 * frame.pad;
  return values.map((value, i) => ({
    x: round(frame.pad + (values.length > 1 ? i * step : frame.width / 2 - frame.pad)),
    y: round(span > 0 ? frame.pad + tall * (1 - (value - least) / span) : frame.height / 2),
  }));
}

export function line(points: readonly Spot[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
