import { describe, expect, it } from 'vitest';
import type { Debrief, RulesetManifest, TimelinePoint } from '../wire';
import { beliefsAbout, gaugeLines, verdict } from './debrief';

function point(turn: number, w: number, b: number, thought: number): TimelinePoint {
  return {
    turn,
    sides: { washington: { chips: w, secret: 1 }, beijing: { chips: b, secret: 2 } },
    world: { tension: 40 + turn },
    believed: {
      washington: { chips: { value: thought, band: 3 }, secret: { value: 2, band: 0 } },
      beijing: { chips: { value: w, band: 3 }, secret: { value: 1, band: 0 } },
    },
    scores: {},
    orders: null,
    headlines: [],
  };
}
const debrief = { timeline: [point(1, 100, 30, 33), point(2, 140, 50, 44)] } as unknown as Debrief;
const manifest = {
  gauges: ['chips', 'tension', 'nothing'],
  variables: { chips: { rival_sight: 'rough' }, secret: { rival_sight: 'exact' }, tension: { scope: 'world' } },
} as unknown as RulesetManifest;

describe('the debrief', () => {
  it('has one chart a gauge with both sides’ truth, and one line for the world', () => {
    expect(gaugeLines(debrief, manifest)).toEqual([
      { name: 'chips', washington: [100, 140], beijing: [30, 50], world: false },
      { name: 'tension', washington: [41, 42], beijing: [41, 42], world: true },
    ]);
  });

  it('sets what was believed beside what was true, uncertain things only', () => {
    const [chips, ...others] = beliefsAbout(debrief, 'beijing', manifest);
    expect(others).toEqual([]);
    expect(chips).toMatchObject({ name: 'chips', truth: [30, 50], error: 9 / 80 });
    expect(beliefsAbout(debrief, 'washington', manifest)[0]?.error).toBe(0);
  });

  it('judges scores against par in three bands', () => {
    expect([44.9, 45, 55, 55.1].map(verdict)).toEqual(['short', 'held', 'held', 'exceeded']);
  });
});
