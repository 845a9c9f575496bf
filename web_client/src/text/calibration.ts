/** How well somebody foresaw things, in plain words. */
import { againstCoin } from '../model/predictions';
import { m } from '../paraglide/messages.js';
import type { PersonCalibration } from '../wire';
import { number } from './format';
import { language } from './language.svelte';
import type { RulesetWords } from './ruleset.svelte';

const AGAINST_COIN = { better: m.calibration_better, same: m.calibration_same, worse: m.calibration_worse };

const shown = (score: number) => number(score, language(), 2);

export function scoreWords(score: number | null): string {
  return score === null ? m.calibration_none() : AGAINST_COIN[againstCoin(score)]({ score: shown(score) });
}

/** "Cai, on your side: score 0.12". */
export function whoWords(person: PersonCalibration, words: RulesetWords): string {
  const who =
    person.nickname === null
      ? m.calibration_rival({ side: words.side(person.side), number: person.person })
      : m.calibration_mate({ name: person.nickname });
  return person.score === null ? who : `${who} · ${m.calibration_score({ score: shown(person.score) })}`;
}
