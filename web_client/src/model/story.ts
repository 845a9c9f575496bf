/** What a match was like, as figures for a few sentences. Pure. */
import { SIDES, type Side, type TimelinePoint, type TurningPoint } from '../wire';

export interface Lead {
  /** Who had the higher score in more turns; null when both had it as often. */
  side: Side | null;
  turns: number;
  of: number;
  changes: number;
}

/** Who was ahead when; the start, where nothing has happened, does not count. */
export function leadOf(timeline: readonly TimelinePoint[]): Lead {
  const ahead = timeline.slice(1).map(leader);
  const counts = Object.fromEntries(SIDES.map((side) => [side, ahead.filter((one) => one === side).length]));
  const [w = 0, b = 0] = SIDES.map((side) => counts[side] ?? 0);
  const known = ahead.filter((one) => one !== null);
  return {
    side: w === b ? null : w > b ? 'washington' : 'beijing',
    turns: Math.max(w, b),
    of: ahead.length,
    changes: known.filter((one, i) => i > 0 && one !== known[i - 1]).length,
  };
}

function leader(point: TimelinePoint): Side | null {
  const [w = 0, b = 0] = SIDES.map((side) => point.scores[side]?.total ?? 0);
  return w === b ? null : w > b ? 'washington' : 'beijing';
}

/** The point that mattered most, for the one sentence about what the match turned on. */
export function greatest(points: readonly TurningPoint[]): TurningPoint | null {
  return points.reduce<TurningPoint | null>((best, point) => (best && best.size >= point.size ? best : point), null);
}

/** The place of a turning point on the timeline: the moment after its turn. */
export function momentOf(point: TurningPoint, timeline: readonly TimelinePoint[]): number {
  return Math.min(point.turn, timeline.length - 1);
}

/** Each side's part of a sum of both, for a picture of who brought how much of it. */
export function partsOf(point: TimelinePoint, name: string): Record<Side, number> | null {
  const [w, b] = SIDES.map((side) => point.sides[side]?.[name]);
  if (w === undefined || b === undefined || w < 0 || b < 0 || w + b === 0) return null;
  return { washington: w / (w + b), beijing: b / (w + b) };
}
