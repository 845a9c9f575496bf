/** Predictions as sentences. */
import { happenedTo, mannerOf, type Direction, type Manner } from '../model/predictions';
import { m } from '../paraglide/messages.js';
import type { PredictionBody, RulesetManifest } from '../wire';
import { number } from './format';
import type { RulesetWords } from './ruleset.svelte';

const EXPECTED: Record<Exclude<Manner, 'number'>, Record<Direction, () => string>> = {
  ahead: { up: m.foresee_ahead_up, down: m.foresee_ahead_down },
  behind: { up: m.foresee_behind_up, down: m.foresee_behind_down },
};

/** "our lead widens". */
export function expectedWords(expects: Direction, manner: Manner, name: string): string {
  if (manner !== 'number') return EXPECTED[manner][expects]();
  return expects === 'up' ? m.foresee_number_up({ name }) : m.foresee_number_down({ name });
}

/** "our lead narrowed by 1.2 months"; null while that is to come. */
export function happenedWords(
  one: PredictionBody,
  manifest: RulesetManifest,
  words: RulesetWords,
  language: string,
): string | null {
  const happened = happenedTo(one);
  if (!happened) return null;
  const { direction } = happened;
  if (direction === null) return m.foresee_still();
  const by = amountWords(happened.amount, manifest, words, language);
  const name = askedName(manifest, words);
  switch (mannerOf(manifest, one.before)) {
    case 'ahead':
      return direction === 'up' ? m.foreseen_ahead_up({ by }) : m.foreseen_ahead_down({ by });
    case 'behind':
      return direction === 'up' ? m.foreseen_behind_up({ by }) : m.foreseen_behind_down({ by });
    case 'number':
      return direction === 'up' ? m.foreseen_number_up({ name, by }) : m.foreseen_number_down({ name, by });
  }
}

/** What people are asked about, by its name in the ruleset. */
export function askedName(manifest: RulesetManifest, words: RulesetWords): string {
  const asked = manifest.asked ?? 'score.total';
  return asked in manifest.variables ? words.say(`var.${asked}.name`) : m.foresee_total();
}

function amountWords(amount: number, manifest: RulesetManifest, words: RulesetWords, language: string): string {
  const unit = manifest.variables[manifest.asked ?? '']?.unit;
  const shown = number(amount, language, amount < 0.95 ? 2 : 1);
  return unit ? `${shown} ${words.maybe(`unit.${unit}`)}`.trim() : shown;
}

/** "You expected (70%): our lead widens. In fact our lead narrowed by 1.2 months." */
export function comparedWords(
  one: PredictionBody,
  manifest: RulesetManifest,
  words: RulesetWords,
  language: string,
): string | null {
  const happened = happenedWords(one, manifest, words, language);
  if (happened === null) return null;
  const expected = expectedWords(one.expects, mannerOf(manifest, one.before), askedName(manifest, words));
  const sure = one.confidence;
  if (one.right === null) return m.foreseen_open({ expected, sure, happened });
  return one.right ? m.foreseen_right({ expected, sure, happened }) : m.foreseen_wrong({ expected, sure, happened });
}
