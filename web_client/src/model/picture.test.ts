import { describe, expect, it } from 'vitest';
import type { View } from '../wire';
import { stoneRadius, worldPicture, worldSymbols } from './picture';

const stances = [
  { key: 'openness', options: ['closed', 'lagged', 'open'] },
  { key: 'trade', options: ['sell', 'license', 'deny'] },
];

function view(part: Partial<View>): View {
  return {
    side: 'beijing',
    own: {},
    rival: {},
    world: {},
    stances: {},
    rival_stances: {},
    history: [],
    ...part,
  } as unknown as View;
}

describe('the picture of the world', () => {
  it('keeps Washington on its own stone whichever side looks', () => {
    const picture = worldPicture(view({ own: { compute: 40 }, rival: { compute: { value: 120, band: 15 } } }), stances);
    expect(picture?.stones.beijing).toMatchObject({ own: true, compute: { value: 40, band: 0 } });
    expect(picture?.stones.washington).toMatchObject({ own: false, compute: { value: 120, band: 15 } });
    expect(picture?.largest).toBe(120);
  });

  it('shows shortage from need and supply, and nothing where nothing is known', () => {
    const picture = worldPicture(view({ own: { power: 90, power_need: 99 } }), stances);
    expect(picture?.stones.beijing.power).toBeCloseTo(1.1);
    expect(picture?.stones.washington.power).toBeNull();
  });

  it('reads barriers and openness from the stances each side shows', () => {
    const picture = worldPicture(
      view({ stances: { trade: 'deny', openness: 'open' }, rival_stances: { trade: 'sell' } }),
      stances,
    );
    expect(picture?.stones.beijing).toMatchObject({ gate: { tier: 2, tiers: 2 }, openness: 1 });
    expect(picture?.stones.washington).toMatchObject({ gate: { tier: 0, tiers: 2 }, openness: null });
  });

  it('does without parts that the ruleset does not have', () => {
    const picture = worldPicture(view({}), []);
    expect(picture?.shares).toBeNull();
    expect(picture?.stones.washington).toMatchObject({ compute: null, gate: null, openness: null });
  });
});

describe('areas and symbols', () => {
  it('make a stone with four times the compute twice as wide', () => {
    expect(stoneRadius(100, 100, 58)).toBe(58);
    expect(stoneRadius(25, 100, 58)).toBe(29);
  });

  it('always show fifty symbols', () => {
    for (let w = 0; w <= 100; w += 3) {
      for (let b = 0; b <= 100 - w; b += 7) {
        const { washington, neither, beijing } = worldSymbols({ washington: w / 100, beijing: b / 100 });
        expect(washington + neither + beijing).toBe(50);
        expect(Math.min(washington, neither, beijing)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
