/** The match with everything revealed, as series and rows for its charts. Pure. */
import { SIDES, type Debrief, type RulesetManifest, type Side, type TimelinePoint } from '../wire';

export interface TwoLines {
  name: string;
  /** Truth at the start of each turn; both the same line for a world value. */
  washington: number[];
  beijing: number[];
  world: boolean;
}

/** One chart a gauge; gauges that the timeline does not hold are left out. */
export function gaugeLines(debrief: Debrief, manifest: RulesetManifest): TwoLines[] {
  return manifest.gauges
    .map((name) => lines(debrief.timeline, name, manifest.variables[name]?.scope === 'world'))
    .filter((found) => found !== null);
}

function lines(timeline: readonly TimelinePoint[], name: string, world: boolean): TwoLines | null {
  const read = (point: TimelinePoint, side: Side) => (world ? point.world[name] : point.sides[side]?.[name]);
  const series = SIDES.map((side) => timeline.map((point) => read(point, side)));
  const [washington, beijing] = series.map((values) => values.filter((value) => value !== undefined));
  if (!washington?.length || !beijing?.length) return null;
  return { name, washington, beijing, world };
}

export interface Belief {
  name: string;
  /** What the other side of `of` thought at each turn's start, and what was true. */
  of: Side;
  believed: { value: number; band: number }[];
  truth: number[];
  /** Mean distance of belief from truth, as a share of the truth's size. */
  error: number;
}

/** Beliefs about `of` that were uncertain, the most mistaken first. */
export function beliefsAbout(debrief: Debrief, of: Side, manifest: RulesetManifest): Belief[] {
  const believer = of === 'washington' ? 'beijing' : 'washington';
  const names = Object.keys(debrief.timeline[0]?.believed[believer] ?? {});
  return names
    .filter((name) => manifest.variables[name]?.rival_sight === 'rough')
    .flatMap((name) => belief(debrief.timeline, name, of, believer))
    .sort((a, b) => b.error - a.error);
}

function belief(timeline: readonly TimelinePoint[], name: string, of: Side, believer: Side): Belief[] {
  const rows = timeline.flatMap((point) => {
    const thought = point.believed[believer]?.[name];
    const truth = point.sides[of]?.[name];
    return thought && truth !== undefined ? [{ thought, truth }] : [];
  });
  if (rows.length === 0) return [];
  const size = rows.reduce((total, { truth }) => total + Math.abs(truth), 0) || 1;
  const error = rows.reduce((total, { thought, truth }) => total + Math.abs(thought.value - truth), 0) / size;
  return [{ name, of, believed: rows.map((r) => r.thought), truth: rows.map((r) => r.truth), error }];
}

export type Verdict = 'short' | 'held' | 'exceeded';

/** Against par: below 45 fell short, 45 to 55 held, above 55 exceeded. */
export function verdict(score: number): Verdict {
  return score < 45 ? 'short' : score > 55 ? 'exceeded' : 'held';
}
