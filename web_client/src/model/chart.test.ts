import { describe, expect, it } from 'vitest';
import { calmScale, labelled, line, spots } from './chart';

const frame = { width: 50, height: 24, pad: 4 };

describe('a small line chart', () => {
  it('runs from the left edge to the right, low at the bottom', () => {
    expect(line(spots([0, 10], frame))).toBe('4,20 46,4');
  });

  it('draws an unchanged value as a level line and a single value in the middle', () => {
    expect(line(spots([5, 5, 5], frame))).toBe('4,12 25,12 46,12');
    expect(line(spots([5], frame))).toBe('25,12');
  });

  it('keeps a given level such as par inside the picture', () => {
    const [first] = spots([5], frame, 0, 10);
    expect(first).toEqual({ x: 25, y: 12 });
  });
});

describe('the labels of a chart', () => {
  const shown = (labels: string[]) => [...labelled(labels, 10, 360)];

  it('are all there where there is room', () => {
    expect(shown(['2025', '2026', '2027', '2028', '2029'])).toEqual([0, 1, 2, 3, 4]);
    expect(shown(['2025, first half', '2025, second half'])).toEqual([0, 1]);
  });

  it('are fewer where they would lie on each other, and name the last point always', () => {
    const halves = Array.from({ length: 12 }, (_, i) => `${2025 + (i >> 1)}, ${i % 2 ? 'second' : 'first'} half`);
    expect(shown(halves)).toEqual([1, 6, 11]);
    expect(shown(Array.from({ length: 12 }, () => '2025 年上半年')).length).toBeLessThan(6);
  });

  it('are none without points and one for one', () => {
    expect(shown([])).toEqual([]);
    expect(shown(['2025'])).toEqual([0]);
  });
});

describe('the scale of a small chart', () => {
  it('does not make a small change look steep', () => {
    const [low, high] = calmScale([100, 101], null, null);
    expect(1 / (high - low)).toBeLessThan(0.06);
  });

  it('leaves a change alone that is large already', () => {
    expect(calmScale([10, 30], null, null)).toEqual([10, 30]);
  });

  it('stays within the declared ends of the values', () => {
    const [low, high] = calmScale([0.99, 1], 0, 1);
    expect(high).toBe(1);
    expect(low).toBeCloseTo(0.8);
    expect(calmScale([0, 0.001], 0, 1)[0]).toBe(0);
  });

  it('is of some size even where all values are zero', () => {
    const [low, high] = calmScale([0, 0], 0, 100);
    expect(high - low).toBe(5);
  });
});
