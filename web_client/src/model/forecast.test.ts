import { describe, expect, it } from 'vitest';
import type { Forecast } from '../wire';
import { aheadOf, isMoved } from './forecast';

const span = (middle: number, usual: number) => ({ low: middle - 1, middle, high: middle + 1, usual });
const outlook = (turn: number, middle: number) => ({
  turn,
  own: { compute: span(middle, 100) },
  world: { tension: span(40, 40) },
  perceived: { lead: span(3, 2) },
  scores: { total: span(50, 50) },
  ended: {},
});
const forecast: Forecast = { turn: 2, outlooks: [outlook(3, 110), outlook(5, 140)] };

describe('what may come', () => {
  it('is found for our numbers, the world and what we believe', () => {
    expect(aheadOf(forecast, 'compute')).toEqual({ next: span(110, 100), later: { turn: 5, span: span(140, 100) } });
    expect(aheadOf(forecast, 'tension')?.next.middle).toBe(40);
    expect(aheadOf(forecast, 'lead')?.next.middle).toBe(3);
  });

  it('is unknown before the server has told, and for numbers it does not tell of', () => {
    expect(aheadOf(null, 'compute')).toBeNull();
    expect(aheadOf(forecast, 'chip_yield')).toBeNull();
  });

  it('has no second look near the end of a match', () => {
    expect(aheadOf({ turn: 2, outlooks: [outlook(3, 110)] }, 'compute')?.later).toBeNull();
  });

  it('counts as moved by the draft only when the shown digits change', () => {
    expect(isMoved(span(110, 100), null)).toBe(true);
    expect(isMoved(span(100.01, 100), null)).toBe(false);
  });
});
