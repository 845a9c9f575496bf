import { describe, expect, it } from 'vitest';
import type { Outcome, RulesetManifest, TimelinePoint } from '../wire';
import { HEIGHT, sceneOf, SHORE, WIDTH } from './scene';

const manifest = (scenes: Record<string, string> | undefined, rungs = 5) =>
  ({ scenes, variables: { rung: { maximum: rungs } } }) as unknown as RulesetManifest;
const outcome = (ending: string, w: number, b: number, winner: Outcome['winner'] = null): Outcome => ({
  ending,
  winner,
  totals: { washington: w, beijing: b },
  dimensions: { washington: {}, beijing: {} },
});
const point = (w: number, b: number, rung = 0) =>
  ({ scores: { washington: { total: w }, beijing: { total: b } }, world: { rung } }) as unknown as TimelinePoint;
const played = [point(50, 50), point(60, 40), point(80, 20, 3)];
const KINDS = ['plain', 'breakaway', 'accord', 'breakthrough', 'disaster', 'horizon'];

describe('the scene of an ending', () => {
  it('is the one that the ruleset names, and the plain one where it names none', () => {
    expect(sceneOf(outcome('thaw', 50, 50), manifest({ thaw: 'accord' }), []).kind).toBe('accord');
    expect(sceneOf(outcome('catastrophe', 50, 50), manifest({}), []).kind).toBe('plain');
    expect(sceneOf(outcome('catastrophe', 50, 50), manifest(undefined), []).kind).toBe('plain');
  });

  it('has one wave a turn, stronger where the side did better, and reaches as far as its score', () => {
    const { waves } = sceneOf(outcome('end', 80, 20, 'washington'), manifest({}), played);
    expect(waves.washington).toHaveLength(2);
    expect(waves.washington[1]?.strength).toBeGreaterThan(waves.beijing[1]?.strength ?? 1);
    expect(waves.washington[1]?.rx).toBeGreaterThan(waves.beijing[1]?.rx ?? Infinity);
  });

  it('is there before everything is revealed', () => {
    const { waves, harm } = sceneOf(outcome('end', 50, 50), manifest({}), []);
    expect(waves.washington.length).toBeGreaterThan(3);
    expect(harm).toBeNull();
  });

  it('hatches as high as the ladder of harm was climbed', () => {
    expect(sceneOf(outcome('end', 5, 5), manifest({ end: 'disaster' }), played).harm).toBe(3 / 5);
  });

  it('puts the side ahead nearer to the shore in a breakaway, whichever it is', () => {
    for (const [w, b, ahead, behind] of [
      [70, 40, 'washington', 'beijing'],
      [40, 70, 'beijing', 'washington'],
    ] as const) {
      const { stones } = sceneOf(outcome('far', w, b, ahead), manifest({ far: 'breakaway' }), played);
      expect(stones[ahead].y).toBeLessThan(stones[behind].y);
    }
  });

  it('mirrors when the sides are exchanged, in every kind', () => {
    for (const kind of KINDS) {
      const one = sceneOf(outcome('x', 70, 40, 'washington'), manifest({ x: kind }), []);
      const other = sceneOf(outcome('x', 40, 70, 'beijing'), manifest({ x: kind }), []);
      expect(one.stones.washington.x, kind).toBe(WIDTH - other.stones.beijing.x);
      expect(one.stones.washington.y, kind).toBe(other.stones.beijing.y);
      expect(one.waves.washington, kind).toEqual(other.waves.beijing);
    }
  });

  it('keeps both stones on the water, and inside the middle that a phone shows', () => {
    for (const kind of KINDS) {
      const { stones } = sceneOf(outcome('x', 90, 10, 'washington'), manifest({ x: kind }), []);
      for (const { x, y } of Object.values(stones)) {
        expect(Math.abs(x - WIDTH / 2)).toBeLessThanOrEqual(0.9 * HEIGHT - 46);
        expect(y).toBeGreaterThan(SHORE);
        expect(y).toBeLessThan(HEIGHT - 46);
      }
    }
  });
});
