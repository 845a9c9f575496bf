import { describe, expect, it } from 'vitest';
import { manifest } from '../testing/undertakings';
import { formulasOn, metIn, pageFor, searchPages } from './codex';

const texts: Record<string, string> = {
  'codex.c1.title': 'Chip gap',
  'codex.c1.body': 'Who has more compute.',
  'codex.p1.title': 'Grid',
  'codex.p1.body': 'Chips need power.',
  'codex.p1.fact.queue': 'The queue is our own guess.',
};
const read = (key: string) => texts[key] ?? '';
const found = (query: string) => searchPages(manifest.codex, query, read, 'en').map((page) => page.system);

describe('the codex', () => {
  it('finds pages by any words of theirs, those with the words in the title first', () => {
    expect(found('')).toEqual(['C1', 'P1']);
    expect(found('chip')).toEqual(['C1', 'P1']);
    expect(found('CHIPS power')).toEqual(['P1']);
    expect(found('guess')).toEqual(['P1']);
    expect(found('whale')).toEqual([]);
  });

  it('opens for a thing at the first page about one of its systems', () => {
    expect(pageFor(manifest, ['X9', 'P1'])?.system).toBe('P1');
    expect(pageFor(manifest, [])).toBeNull();
  });

  it('shows a variable with its formula and a stock with the formula of each part', () => {
    const variables = {
      trust: { kind: 'stock', formula: null, parts: { gain: '2 * safety', loss: '-trust * 0.1' } },
    } as unknown as typeof manifest.variables;
    expect(formulasOn(manifest.codex[0]!, { ...manifest, variables })).toEqual([
      { name: 'trust', part: 'gain', formula: '2 * safety' },
      { name: 'trust', part: 'loss', formula: '-trust * 0.1' },
    ]);
    expect(formulasOn(manifest.codex[0]!, manifest)).toEqual([]);
  });

  it('says where in the game its system is met', () => {
    expect(metIn(manifest.codex[0]!, manifest)).toEqual(['instrument.buy.name']);
  });
});
