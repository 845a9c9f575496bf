import { describe, expect, it } from 'vitest';
import type { TimelinePoint, TurningPoint } from '../wire';
import { greatest, leadOf, momentOf, partsOf } from './story';

const point = (w: number, b: number) =>
  ({
    scores: { washington: { total: w }, beijing: { total: b } },
    sides: { washington: { risk: w }, beijing: { risk: b } },
  }) as unknown as TimelinePoint;
const turned = (turn: number, size: number) => ({ turn, size }) as TurningPoint;

describe('the story of a match', () => {
  it('counts who was ahead when and how often that changed, the start apart', () => {
    const timeline = [point(90, 10), point(51, 49), point(50, 50), point(40, 60), point(30, 70)];
    expect(leadOf(timeline)).toEqual({ side: 'beijing', turns: 2, of: 4, changes: 1 });
  });

  it('says that nobody led where both were ahead as often', () => {
    expect(leadOf([point(50, 50), point(51, 49), point(49, 51)]).side).toBeNull();
    expect(leadOf([point(50, 50)])).toEqual({ side: null, turns: 0, of: 0, changes: 0 });
  });

  it('turned on the point that mattered most', () => {
    expect(greatest([turned(1, 3), turned(4, 9), turned(5, 9)])?.turn).toBe(4);
    expect(greatest([])).toBeNull();
  });

  it('shows a turning point at the moment after its turn, the year after included', () => {
    const timeline = Array.from({ length: 6 }, () => point(50, 50));
    expect(momentOf(turned(2, 1), timeline)).toBe(2);
    expect(momentOf(turned(9, 1), timeline)).toBe(5);
  });

  it('splits a sum of both sides, and does not where there is nothing to split', () => {
    expect(partsOf(point(30, 10), 'risk')).toEqual({ washington: 0.75, beijing: 0.25 });
    expect(partsOf(point(0, 0), 'risk')).toBeNull();
    expect(partsOf(point(1, 1), 'nothing')).toBeNull();
  });
});
