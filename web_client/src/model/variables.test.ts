import { describe, expect, it } from 'vitest';
import type { VariableInfo, View } from '../wire';
import { isShare, isStill, seriesOf, showValue, valueIn } from './variables';

function info(name: string, unit: string, maximum: number | null): VariableInfo {
  return {
    name,
    kind: 'stock',
    scope: 'side',
    timing: null,
    unit,
    rival_sight: 'exact',
    formula: null,
    inputs: [],
    parts: {},
    minimum: 0,
    maximum,
  };
}
const view = {
  turn: 3,
  own: { chips: 30 },
  world: { tension: 44 },
  perceived: { lead: { value: 5, band: 2 } },
  history: [
    { turn: 1, own: { chips: 10 }, world: { tension: 40 }, perceived: { lead: { value: 4, band: 3 } } },
    { turn: 2, own: { chips: 20 }, world: { tension: 42 }, perceived: { lead: { value: 6, band: 3 } } },
    { turn: 3, own: { chips: 30 }, world: { tension: 44 }, perceived: { lead: { value: 5, band: 2 } } },
  ],
} as unknown as View;

describe('names of the ruleset', () => {
  it('are looked up on our side, in the world, or among our beliefs', () => {
    expect(valueIn(view, 'chips')).toBe(30);
    expect(valueIn(view, 'tension')).toBe(44);
    expect(valueIn(view, 'lead')).toBe(5);
    expect(valueIn(view, 'rivals_secret')).toBeNull();
  });

  it('have one point a turn, whether or not the history includes the present one', () => {
    const expected = [10, 20, 30].map((value, i) => ({ turn: i + 1, value }));
    expect(seriesOf(view, 'chips')).toEqual(expected);
    expect(seriesOf({ ...view, history: view.history.slice(0, 2) }, 'chips')).toEqual(expected);
  });

  it('that exist only during a turn have last turn’s value', () => {
    const report = { values: { progress: 7 }, world_values: {} } as unknown as View['report'];
    expect(valueIn({ ...view, report }, 'progress')).toBe(7);
    expect(seriesOf({ ...view, report }, 'progress')).toEqual([]);
  });
});

describe('values', () => {
  it('between nothing and all are read as percentages, others as numbers', () => {
    expect(isShare(info('world_share', 'share', 1))).toBe(true);
    expect(isShare(info('trust', '1', 95))).toBe(false);
    expect(showValue(0.34, info('world_share', 'share', 1), 'en')).toBe('34%');
    expect(showValue(61.2, info('trust', '1', 95), 'en')).toBe('61');
    expect(showValue(14.3, info('adoption', '%', 100), 'en')).toBe('14.3%');
  });

  it('that barely moved count as still', () => {
    expect(isStill(0.04, info('trust', '1', 95))).toBe(true);
    expect(isStill(0.04, info('world_share', 'share', 1))).toBe(false);
  });
});
