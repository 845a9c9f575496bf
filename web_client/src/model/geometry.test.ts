import { describe, expect, it } from 'vitest';
import { arc, beads, pointAt, pondPlaces, WIDE } from './geometry';

const curve = { from: { x: 0, y: 0 }, by: { x: 50, y: 100 }, to: { x: 100, y: 0 } };

describe('the picture’s geometry', () => {
  it('runs a curve from its start to its end, level at the top', () => {
    expect(pointAt(curve, 0)).toMatchObject({ x: 0, y: 0 });
    expect(pointAt(curve, 1)).toMatchObject({ x: 100, y: 0 });
    expect(pointAt(curve, 0.5)).toEqual({ x: 50, y: 50, angle: 0 });
  });

  it('spreads beads symmetrically', () => {
    const points = beads(curve, 4);
    expect(points).toHaveLength(4);
    expect((points[0]?.x ?? 0) + (points[3]?.x ?? 0)).toBeCloseTo(100);
  });

  it('opens the power ring at the bottom', () => {
    expect(arc({ x: 0, y: 0 }, 10, 0, 1)).toBe('M-7.1 7.1A10 10 0 1 1 7.1 7.1');
    expect(arc({ x: 0, y: 0 }, 10, 0.9, 1)).toContain(' 0 0 1 ');
  });

  it('keeps every symbol inside the pond, from Washington’s end to Beijing’s', () => {
    const places = pondPlaces(WIDE.pond, 50);
    expect(places).toHaveLength(50);
    for (const { x, y } of places) {
      const { pond } = WIDE;
      expect(((x - pond.x) / pond.rx) ** 2 + ((y - pond.y) / pond.ry) ** 2).toBeLessThan(0.9);
    }
    expect(places.map((p) => p.x)).toEqual([...places.map((p) => p.x)].sort((a, b) => a - b));
  });
});
