import { describe, expect, it } from 'vitest';
import { leadPicture } from './lead';

describe('the lead', () => {
  it('lies on the leader’s half of the axis, Washington left, whoever looks', () => {
    expect(leadPicture({ value: 6, band: 2 }, 'washington')).toMatchObject({ ahead: 'washington', at: 25 });
    expect(leadPicture({ value: -6, band: 2 }, 'beijing')).toMatchObject({ ahead: 'washington', at: 25 });
    expect(leadPicture({ value: 6, band: 2 }, 'beijing')).toMatchObject({ ahead: 'beijing', at: 75 });
  });

  it('says how far the estimate may be off', () => {
    expect(leadPicture({ value: 7, band: 2.4 }, 'washington')).toMatchObject({ months: 7, low: 5, high: 9 });
    expect(leadPicture({ value: 1, band: 3 }, 'washington').low).toBe(-2);
  });

  it('is level when it rounds to no month', () => {
    expect(leadPicture({ value: 0.3, band: 2 }, 'beijing')).toMatchObject({ ahead: null, months: 0 });
  });

  it('stays on the axis however large it grows', () => {
    const huge = leadPicture({ value: 500, band: 10 }, 'washington');
    expect(huge.at).toBe(0);
    expect(leadPicture({ value: 20, band: 2 }, 'washington').span).toBe(24);
  });
});
