import { describe, expect, it } from 'vitest';
import { idle, manifest, view } from '../testing/undertakings';
import type { View } from '../wire';
import { leverMax } from './budget';
import { barredBy, boundsOn, capBound, usableLevers } from './bounds';

const bound: View = { ...view, deals: { ...view.deals, pause: { ...idle, turns_left: 2 } } };
const safety = manifest.stances[0]!;
const on = (side: 'washington' | 'beijing', of = bound) => boundsOn(of, manifest, side);

describe('what deals keep us from', () => {
  it('is nothing before they are in force, nor where they are on trust', () => {
    expect(on('washington', view)).toEqual([]);
    const trusted = { ...bound, deals: { hotline: { ...idle, turns_left: 2 } } };
    expect(on('washington', trusted)).toEqual([]);
  });

  it('is only what the terms ask of our side', () => {
    expect(capBound('plants', on('washington'))).toEqual({ deal: 'pause', most: 50 });
    expect(capBound('plants', on('beijing'))).toBeNull();
  });

  it('is every option below the least or above the most', () => {
    const barred = safety.options.map((option) => barredBy(safety, option, on('beijing')));
    expect(barred).toEqual(['pause', null, null]);
  });

  it('ends a slider, however much budget is left', () => {
    const power = usableLevers(manifest, 'washington', on('washington')).find((lever) => lever.key === 'power')!;
    expect(leverMax(power, 'washington', {}, 1000)).toBe(50);
  });
});

describe('the levers a side can use', () => {
  it('leave out instruments that the ruleset does not give it', () => {
    expect(usableLevers(manifest, 'washington', []).map((lever) => lever.key)).toEqual(['chips', 'power']);
    expect(usableLevers(manifest, 'beijing', []).map((lever) => lever.key)).toEqual(['chips', 'power', 'minerals']);
  });
});
