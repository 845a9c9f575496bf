import { describe, expect, it } from 'vitest';
import { pieces } from '../model/formula';
import { manifest as plain } from '../testing/ruleset';
import type { Headline, RulesetManifest } from '../wire';
import { optionWords } from './formula';
import { headlineWords } from './headline';
import { RulesetWords } from './ruleset.svelte';

const manifest: RulesetManifest = {
  ...plain,
  choices: [{ key: 'sky', scope: 'world', options: { wet: 0.75, low: 0.25 } }],
  options: { 'headline.skies.sky': ['draw.sky.wet', 'draw.sky.low'] },
};
const words = Object.assign(new RulesetWords('h'), {
  manifest,
  say: (key: string, args: object = {}) =>
    [key, ...Object.entries(args).flatMap(([name, value]) => [name, String(value)])].join(' '),
});

/** The words of every option in a formula. */
const options = (formula: string) =>
  pieces(formula).flatMap((p) => (p.kind === 'option' ? [optionWords(p.name, p.near, manifest, words)] : []));

describe('an option in words', () => {
  it('is one of the stance or the draw that it is compared with, though another has one of that name', () => {
    expect(options('1 if stance.safety == option.low and world.draw.sky == option.low else 0')).toEqual([
      'stance.safety.low.name',
      'draw.sky.low',
    ]);
    expect(options('stance.safety * (option.wet == world.draw.sky)')).toEqual(['draw.sky.wet']);
  });

  it('that nobody knows is told as it is written', () => {
    expect(options('stance.safety == option.gone')).toEqual(['gone']);
  });

  it('stands in a headline instead of its number', () => {
    const headline: Headline = {
      kind: 'headline',
      key: 'skies',
      side: null,
      weight: 1,
      args: { sky: 1, wind: 1 },
      aftermath: false,
    };
    expect(headlineWords(headline, words)).toBe('headline.skies sky draw.sky.low wind 1');
  });
});
