import { beforeAll, describe, expect, it } from 'vitest';
import type { RulesetManifest, TurningPoint } from '../wire';
import { setLanguage } from './language.svelte';
import { whatItDid, whatItWas, whenItWas } from './moments';
import type { RulesetWords } from './ruleset.svelte';

const words = {
  side: (side: string) => side,
  say: (key: string) => key,
} as unknown as RulesetWords;
const manifest = { variables: { reach: { unit: 'share' } } } as unknown as RulesetManifest;
const point = (fields: Partial<TurningPoint>): TurningPoint => ({
  turn: 3,
  kind: 'stance',
  side: 'beijing',
  key: 'openness',
  way: 'open',
  headline: null,
  margin: 0,
  level: 0,
  danger: 0,
  size: 0,
  gauge: null,
  ...fields,
});

beforeAll(() => setLanguage('en'));

describe('a turning point in words', () => {
  it('says who chose what', () => {
    expect(whatItWas(point({}), words)).toBe('beijing changes “stance.openness.name” to “stance.openness.open.name”.');
    const kinds = [
      { kind: 'project', way: 'began' },
      { kind: 'project', way: 'stopped' },
      { kind: 'deal', way: 'left' },
      { kind: 'budget', way: 'more' },
      { kind: 'budget', way: 'less' },
    ] as const;
    const said = kinds.map((kind) => whatItWas(point(kind), words));
    expect(new Set(said).size).toBe(kinds.length);
    expect(said.every((sentence) => sentence.startsWith('beijing'))).toBe(true);
    expect(whatItWas(point({ kind: 'deal', side: null, way: 'signed', key: 'pause' }), words)).toContain('Both sides');
  });

  it('tells a stroke of chance by its headline, and one of the year after by that name', () => {
    const headline = { kind: 'event', key: 'runaway', side: null, weight: 9, args: {}, aftermath: true } as const;
    const stroke = point({ kind: 'chance', side: null, headline });
    expect(whatItWas(stroke, words)).toBe('event.runaway');
    expect(whenItWas(stroke, String)).toBe('4');
    expect(whenItWas(point({}), String)).toBe('3');
  });

  it('says what it did, and nothing of what is too small to tell', () => {
    expect(whatItDid(point({ margin: 0.4, level: -0.4, danger: 0.01 }), words, manifest)).toEqual([]);
    expect(whatItDid(point({ margin: -9.26, level: 1 }), words, manifest)).toEqual([
      'It moved the scores by 9.3 points towards beijing.',
    ]);
    expect(whatItDid(point({ level: -12, danger: 0.3 }), words, manifest)).toEqual([
      'It lowered both scores by 12 points.',
      'It made an end that nobody wins more likely by 30 percentage points.',
    ]);
  });

  it('names where a gauge ended and where it would have, unless both read the same', () => {
    const gauge = { owner: 'beijing', name: 'reach', stood: 0.4, without: 0.31 } as const;
    expect(whatItDid(point({ gauge }), words, manifest)).toEqual([
      'var.reach.name, beijing: about 40% at the end; without it, about 31%.',
    ]);
    expect(whatItDid(point({ gauge: { ...gauge, without: 0.401 } }), words, manifest)).toEqual([]);
  });
});
