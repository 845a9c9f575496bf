/** The picture of an ending, drawn from the match's own data. Pure. */
import { SIDES, type Outcome, type RulesetManifest, type Side, type TimelinePoint } from '../wire';

export type SceneKind = NonNullable<RulesetManifest['scenes']>[string];

export interface Spot {
  x: number;
  y: number;
  /** Size of the stone; 1 is the nearest. */
  scale: number;
}

export interface Wave {
  rx: number;
  ry: number;
  /** How strongly it is drawn, from the side's score in the turn that it stands for. */
  strength: number;
}

export interface Scene {
  kind: SceneKind;
  /** The side ahead, null when the scores are even. */
  ahead: Side | null;
  stones: Record<Side, Spot>;
  waves: Record<Side, Wave[]>;
  /** Share of the ladder of harm that was climbed; null where the ruleset has none. */
  harm: number | null;
}

export const WIDTH = 1200;
export const HEIGHT = 360;
/** Where the water meets the far shore. */
export const SHORE = 104;
/** Waves lie flat on the water. */
const FLAT = 0.36;
const MOST_WAVES = 12;

/** `timeline` is empty until everything has been revealed; then each turn played is one wave a side. */
export function sceneOf(outcome: Outcome, manifest: RulesetManifest, timeline: readonly TimelinePoint[]): Scene {
  const kind = manifest.scenes?.[outcome.ending] ?? 'plain';
  const [ours = 0, theirs = 0] = SIDES.map((side) => outcome.totals[side] ?? 0);
  const ahead = outcome.winner ?? (ours === theirs ? null : ours > theirs ? 'washington' : 'beijing');
  const stones = stonesOf(kind, ahead);
  const waves = (side: Side) => wavesOf(reachOf(kind, ahead, side, outcome), timeline, side, stones[side].scale);
  return {
    kind,
    ahead,
    stones,
    waves: { washington: waves('washington'), beijing: waves('beijing') },
    harm: harmOf(manifest, timeline),
  };
}

function stonesOf(kind: SceneKind, ahead: Side | null): Record<Side, Spot> {
  if (kind === 'accord') return { washington: { x: 530, y: 226, scale: 1 }, beijing: { x: 670, y: 226, scale: 1 } };
  const near: Record<Side, Spot> = {
    washington: { x: 400, y: 232, scale: 1 },
    beijing: { x: 800, y: 232, scale: 1 },
  };
  if (kind === 'breakaway' && ahead) near[ahead] = { x: ahead === 'washington' ? 500 : 700, y: 152, scale: 0.62 };
  return near;
}

/** How far the outermost wave of a side goes. */
function reachOf(kind: SceneKind, ahead: Side | null, side: Side, outcome: Outcome): number {
  const reach = 130 + 4.4 * Math.min(100, Math.max(0, outcome.totals[side] ?? 0));
  if (kind === 'accord') return 130 + 2.2 * SIDES.reduce((sum, one) => sum + (outcome.totals[one] ?? 0), 0);
  if (kind === 'breakaway') return side === ahead ? reach * 1.25 : reach * 0.7;
  if (kind === 'horizon') return reach * 1.5;
  return reach;
}

function wavesOf(reach: number, timeline: readonly TimelinePoint[], side: Side, scale: number): Wave[] {
  const played = timeline.slice(1).map((point) => point.scores[side]?.total ?? 50);
  const turns = played.length > 0 ? played : Array.from({ length: 8 }, () => 50);
  const shown = turns.slice(-MOST_WAVES);
  const first = 74 * scale;
  return shown.map((score, i) => {
    const rx = first + ((reach - first) * i) / Math.max(1, shown.length - 1);
    return { rx: Math.round(rx), ry: Math.round(rx * FLAT), strength: strengthOf(score, i / shown.length) };
  });
}

/** Waves fade outwards; a good turn's wave is stronger. */
function strengthOf(score: number, out: number): number {
  const strength = (0.35 + score / 110) * (1 - 0.62 * out);
  return Math.round(100 * Math.min(1, Math.max(0.14, strength))) / 100;
}

function harmOf(manifest: RulesetManifest, timeline: readonly TimelinePoint[]): number | null {
  const rung = timeline[timeline.length - 1]?.world.rung;
  const rungs = manifest.variables.rung?.maximum;
  return rung === undefined || !rungs ? null : Math.min(1, rung / rungs);
}
