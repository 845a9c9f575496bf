import { describe, expect, it } from 'vitest';
import { number, percent, points, signed, signedTenths } from './format';

describe('numbers', () => {
  it('show the digits that tell something at their size', () => {
    expect(number(186.42, 'en')).toBe('186');
    expect(number(9.24, 'en')).toBe('9.2');
    expect(number(0.853, 'en')).toBe('0.85');
    expect(number(-3.14, 'en')).toBe('−3.1');
  });

  it('never show a signed zero', () => {
    expect(signed(0, 'en')).toBe('0.00');
    expect(signed(-0.001, 'en')).toBe('0.00');
    expect(number(-0.04, 'en', 1)).toBe('0.0');
    expect(signed(9, 'en', 0)).toBe('+9');
  });

  it('show tenths of a point as points', () => {
    expect(points(285, 'en')).toBe('28.5');
    expect(points(1180, 'zh')).toBe('118.0');
    expect(signedTenths(-25, 'en')).toBe('−2.5');
    expect(signedTenths(10, 'en')).toBe('+1');
    expect(signedTenths(0, 'en')).toBe('0');
  });

  it('show shares as percentages', () => {
    expect(percent(0.927, 'en')).toBe('93%');
    expect(percent(0.341, 'zh', 1)).toBe('34.1%');
  });
});
