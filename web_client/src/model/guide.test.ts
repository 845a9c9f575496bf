import { describe, expect, it } from 'vitest';
import { manifest as plain, view as plainView } from '../testing/ruleset';
import type { Forecast, RulesetManifest, VariableInfo, View } from '../wire';
import { guideSteps, hasMoved, type Situation } from './guide';

const variable = (name: string, systems: string[] = []) =>
  ({ name, kind: 'variable', scope: 'side', unit: '1', systems, parts: {}, inputs: [] }) as unknown as VariableInfo;
const manifest: RulesetManifest = {
  ...plain,
  levers: [
    { key: 'spades', instruments: [{ key: 'dig', split: 1, cap: { washington: 300 }, systems: ['A1'] }] },
    { key: 'buckets', instruments: [{ key: 'carry', split: 1, cap: { washington: 300 }, systems: ['B1'] }] },
  ],
  gauges: ['sand', 'shells', 'sun', 'wind', 'water_met'],
  bottleneck: 'water_met',
  variables: {
    sand: variable('sand'),
    shells: variable('shells'),
    sun: variable('sun'),
    wind: variable('wind'),
    water_met: variable('water_met', ['B1']),
  },
};
const view: View = {
  ...plainView,
  turn: 1,
  own: { sand: 5, shells: 3, sun: 1, wind: 1, water_met: 0.8 },
  defaults: { instruments: { dig: 100, carry: 100 }, stances: {} },
};
const span = (middle: number, usual: number) => ({ low: middle, middle, high: middle, usual });
const forecast: Forecast = {
  turn: 1,
  outlooks: [
    { turn: 2, own: { sand: span(5, 5), shells: span(4, 3) }, world: {}, perceived: {}, scores: {}, ended: {} },
  ],
};
const situation: Situation = {
  view,
  side: 'washington',
  manifest,
  levers: manifest.levers,
  orders: { instruments: { dig: 100, carry: 100 }, stances: {}, projects: {}, deals: {} },
  forecasts: true,
  forecast,
  committed: false,
  looked: { once: false, afterMoving: false },
};
const moved = { ...situation.orders, instruments: { dig: 90, carry: 100 } };
const targets = (at: Situation) => guideSteps(at).map((step) => step.target);
const done = (at: Situation) => guideSteps(at).map((step) => step.done);

describe('the guide through the first turn', () => {
  it('points at what a ruleset of any kind has: its bottleneck, the lever for it, a forecast, the signature', () => {
    expect(targets(situation)).toEqual(['gauge:water_met', 'lever:buckets', 'gauge:shells', 'sign']);
    expect(guideSteps(situation)[0]?.key).toBe('bottleneck');
  });

  it('begins at the first gauge and the first lever where nothing is short', () => {
    const enough = { ...situation, view: { ...view, own: { ...view.own, water_met: 1 } } };
    expect(targets(enough).slice(0, 2)).toEqual(['gauge:sand', 'lever:spades']);
    const none = { ...situation, manifest: { ...manifest, bottleneck: null } };
    expect(guideSteps(none)[0]).toMatchObject({ key: 'why', about: 'sand' });
  });

  it('leaves out what a server or a ruleset does not have', () => {
    const without = { ...situation, forecasts: false, forecast: null };
    expect(targets(without)).toEqual(['gauge:water_met', 'lever:buckets', 'sign']);
    const bare = { ...without, manifest: { ...manifest, gauges: [] } };
    expect(targets(bare)).toEqual(['lever:spades', 'sign']);
  });

  it('counts a forecast that is on its way', () => {
    const waiting = { ...situation, forecast: null };
    expect(guideSteps(waiting)).toHaveLength(guideSteps(situation).length);
    expect(targets(waiting)[2]).toBe('gauge:sand');
  });

  it('is done step by step by doing the real thing', () => {
    expect(done(situation)).toEqual([false, false, false, false]);
    expect(done({ ...situation, looked: { once: true, afterMoving: false } })).toEqual([true, false, false, false]);
    expect(done({ ...situation, orders: moved, looked: { once: true, afterMoving: false } })).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const all = { ...situation, orders: moved, committed: true, looked: { once: true, afterMoving: true } };
    expect(done(all)).toEqual([true, true, true, true]);
  });

  it('knows whether an order was changed', () => {
    expect(hasMoved(situation)).toBe(false);
    expect(hasMoved({ ...situation, orders: moved })).toBe(true);
  });
});
