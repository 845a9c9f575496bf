import { describe, expect, it } from 'vitest';
import { manifest as plain, view as plainView } from '../testing/ruleset';
import type { Headline, Report, RulesetManifest, VariableInfo, View } from '../wire';
import { FEWEST_NEWS, MOST_NEWS, newsOf, pictureOf } from './news';

const variable = (name: string, systems: string[], scope: 'side' | 'world' = 'side') =>
  ({ name, kind: 'stock', scope, unit: 'idx', systems, parts: {}, inputs: [] }) as unknown as VariableInfo;
const names = ['chips', 'grid', 'trust', 'data', 'reach', 'drive'];
const manifest: RulesetManifest = {
  ...plain,
  gauges: ['trust'],
  variables: {
    ...Object.fromEntries(names.map((name) => [name, variable(name, [name.toUpperCase()])])),
    tension: variable('tension', ['G6'], 'world'),
  },
  news: { 'headline.shares': ['CHIPS'], 'event.blackout': ['GRID'] },
};
const headline = (key: string, kind: Headline['kind'] = 'headline', side: Headline['side'] = null): Headline => ({
  kind,
  key,
  side,
  weight: 1,
  args: {},
  aftermath: false,
});
const change = (before: number, after: number, cause = 'growth') => ({
  before,
  after,
  parts: [{ key: cause, value: after - before }],
});

function told(headlines: Headline[], own: Report['own'], world: Report['world'] = {}): View {
  const report = { turn: 1, orders: null, headlines, own, world, values: {}, rival_values: {}, world_values: {} };
  return { ...plainView, report };
}
const moving = Object.fromEntries(names.map((name, i) => [name, change(100, 110 + 10 * i)]));
const tell = (view: View) =>
  newsOf(view, manifest).map((item) => (item.kind === 'headline' ? item.headline.key : item.moved.name));

describe('the news of a turn', () => {
  it('has no turn without news as long as something moved: the largest changes fill it up', () => {
    expect(tell(told([], moving))).toEqual(['trust', 'drive', 'reach', 'data', 'grid']);
    expect(tell(told([headline('shares')], moving))).toHaveLength(FEWEST_NEWS);
  });

  it('puts headlines first and tells no more than eight', () => {
    const many = Array.from({ length: 10 }, (_, i) => headline(`h${i}`));
    expect(tell(told(many, moving))).toEqual(many.slice(0, MOST_NEWS).map(({ key }) => key));
  });

  it('leaves out what stood still and what a headline told already', () => {
    const own = { chips: change(100, 100), grid: change(100, 60, 'event_blackout'), data: change(10, 20) };
    expect(tell(told([headline('blackout', 'event')], own))).toEqual(['blackout', 'data']);
  });

  it('tells of counters that only the rules need last', () => {
    const counting = { ...manifest, variables: { ...manifest.variables, years: variable('years', []) } };
    const view = told([], { years: change(0, 1), grid: change(100, 101), data: change(100, 101) });
    const items = newsOf(view, counting).map((item) => item.kind === 'moved' && item.moved.name);
    expect(items).toEqual(['grid', 'data', 'years']);
  });

  it('knows where on the picture each item belongs and which systems it is about', () => {
    const items = newsOf(
      told(
        [headline('shares', 'headline', 'beijing'), headline('pact.signed', 'deal')],
        {},
        { tension: change(40, 50) },
      ),
      manifest,
    );
    expect(items.map(({ spot }) => spot)).toEqual(['beijing', 'between', 'between']);
    expect(items[0]?.systems).toEqual(['CHIPS']);
  });

  it('draws what moved, and for a headline the thing it is about, as this side sees it', () => {
    const view: View = {
      ...told([headline('shares', 'headline', 'beijing'), headline('shares', 'headline', 'washington')], {
        chips: change(100, 130),
      }),
      rival: { chips: { value: 70, band: 5 } },
      history: [{ turn: 1, own: {}, rival: { chips: { value: 50, band: 5 } }, world: {}, perceived: {}, scores: {} }],
    };
    const [theirs, ours] = newsOf(view, manifest);
    expect(theirs && pictureOf(theirs, view, manifest)).toEqual({ name: 'chips', values: [50, 70] });
    expect(ours && pictureOf(ours, view, manifest)).toEqual({ name: 'chips', values: [100, 130] });
  });
});
