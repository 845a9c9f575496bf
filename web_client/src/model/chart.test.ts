import { describe, expect, it } from 'vitest';
import { line, spots } from './chart';

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
