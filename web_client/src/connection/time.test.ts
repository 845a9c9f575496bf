import { describe, expect, it } from 'vitest';
import { wasAway } from './time';

const MINUTE = 60_000;
const before = { wall: 1_000_000, steady: 5_000 };
const after = (wall: number, steady: number) => ({ wall: before.wall + wall, steady: before.steady + steady });

describe('whether a page was away', () => {
  it('is not said of a second that took a second', () => {
    expect(wasAway(before, after(1000, 1000))).toBe(false);
    expect(wasAway(before, after(2400, 2400))).toBe(false);
  });

  it('is said after a sleep, whether the steady clock slept too or not', () => {
    expect(wasAway(before, after(MINUTE, MINUTE))).toBe(true);
    expect(wasAway(before, after(MINUTE, 1000))).toBe(true);
  });

  it('is said when the device sets its clock, forward or back', () => {
    expect(wasAway(before, after(60 * MINUTE, 1000))).toBe(true);
    expect(wasAway(before, after(-60 * MINUTE, 1000))).toBe(true);
  });
});
