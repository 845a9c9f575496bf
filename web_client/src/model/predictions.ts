/** What people expect of a turn, and what came of it. Pure. */
import type { PredictionBody, RulesetManifest, View } from '../wire';

export type Direction = PredictionBody['expects'];
export type Confidence = PredictionBody['confidence'];

/** What somebody says of the open turn. `expects` null: nothing. */
export interface Wish {
  expects: Direction | null;
  confidence: Confidence;
  because: string;
}

export const CONFIDENCES: readonly Confidence[] = [50, 70, 90];
export const LONGEST_REASON = 160;
/** In the first turn there is enough else to learn. */
export const FIRST_TURN = 2;
export const NO_WISH: Wish = { expects: null, confidence: 70, because: '' };

export function wishOf(predictions: readonly PredictionBody[], turn: number): Wish {
  const found = predictions.find((one) => one.turn === turn);
  return found ? { expects: found.expects, confidence: found.confidence, because: found.because } : NO_WISH;
}

/** The number that people are asked about, as it stands now; null where it is hidden from us. */
export function askedNow(view: View, manifest: RulesetManifest): number | null {
  const asked = manifest.asked ?? TOTAL;
  return (asked === TOTAL ? view.scores.total : view.perceived[asked]?.value) ?? null;
}

const TOTAL = 'score.total';

/** How to speak of it: a lead that is ours, a lead that is theirs, or a number with a name. */
export type Manner = 'ahead' | 'behind' | 'number';

export function mannerOf(manifest: RulesetManifest, before: number | null): Manner {
  if (manifest.asked !== 'lead') return 'number';
  return (before ?? 0) < 0 ? 'behind' : 'ahead';
}

/** What came of a prediction; null while that is to come, or hidden. */
export interface Happened {
  direction: Direction | null;
  amount: number;
}

export function happenedTo(one: Pick<PredictionBody, 'before' | 'after'>): Happened | null {
  if (one.before === null || one.after === null) return null;
  const change = one.after - one.before;
  return { direction: change === 0 ? null : change > 0 ? 'up' : 'down', amount: Math.abs(change) };
}

/** A coin's Brier score: whoever knows nothing says 50 %. */
export const COIN = 0.25;

/** How a mean score stands against a coin. */
export function againstCoin(score: number): 'better' | 'same' | 'worse' {
  const gap = Math.round((COIN - score) * 100);
  return gap > 0 ? 'better' : gap < 0 ? 'worse' : 'same';
}
