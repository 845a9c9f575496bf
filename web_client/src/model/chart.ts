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

/** Ends of a scale on which a small change looks small. `low` and `high`: declared ends of the values, if any. */
export function calmScale(values: readonly number[], low: number | null, high: number | null): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const declared = low !== null && high !== null ? high - low : 0;
  const wanted = Math.max(LEAST_SPAN * Math.max(Math.abs(least), Math.abs(most)), LEAST_OF_DECLARED * declared);
  const span = Math.max(wanted, most - least);
  const middle = (least + most) / 2;
  const lowered = Math.min(middle - span / 2, (high ?? Infinity) - span);
  const bottom = Math.max(lowered, low ?? -Infinity);
  return [bottom, bottom + span];
}

/** A whole picture stands for at least this share of the largest value, and of the declared range. */
const LEAST_SPAN = 0.2;
const LEAST_OF_DECLARED = 0.05;

export function line(points: readonly Spot[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/**
 * Which of so many points evenly spread over `width` have room for their labels: the last one, and others before it.
 * The labels of both ends stand inwards of their points, so half a label more is needed.
 */
export function labelled(labels: readonly string[], size: number, width: number): Set<number> {
  const last = labels.length - 1;
  const widest = Math.max(0, ...labels.map((label) => lengthOf(label) * size)) + size;
  const step = last > 0 ? Math.ceil((1.5 * widest * last) / width) : 1;
  return new Set(labels.map((_, i) => i).filter((i) => (last - i) % step === 0));
}

/** In ems, about: Chinese characters fill one, others little more than half of it. */
function lengthOf(label: string): number {
  return [...label].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1 : 0.56), 0);
}
