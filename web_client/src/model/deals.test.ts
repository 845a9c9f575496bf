import { describe, expect, it } from 'vitest';
import { idle, manifest, view } from '../testing/undertakings';
import type { DealView, View } from '../wire';
import { dealCards, dealsInForce, wantsAnswer } from './deals';

const withDeals = (deals: Record<string, DealView>): View => ({ ...view, deals: { ...view.deals, ...deals } });
const standing = (state: Partial<DealView>) =>
  dealCards(withDeals({ pause: { ...idle, ...state } }), manifest, 'washington', {}).find(
    (c) => c.info.key === 'pause',
  )!.standing;

describe('the deals on the board', () => {
  it('stand as what matters most to our side', () => {
    expect(standing({})).toBe('open');
    expect(standing({ offers: ['beijing'] })).toBe('offered');
    expect(standing({ offers: ['washington'] })).toBe('waiting');
    expect(standing({ turns_left: 2, open: false })).toBe('force');
    expect(standing({ locked: 1, open: false })).toBe('locked');
    expect(standing({ open: false, unmet: ['world.tension <= 78'] })).toBe('closed');
  });

  it('begin with those in force, then those that the rival has offered', () => {
    const cards = dealCards(withDeals({ pause: { ...idle, turns_left: 3 } }), manifest, 'washington', {});
    expect(cards.map((c) => c.info.key)).toEqual(['pause', 'hotline']);
    expect(dealCards(view, manifest, 'washington', {})[0]?.info.key).toBe('hotline');
  });

  it('want a look when an offer is unanswered or our orders would leave one in force', () => {
    const held = withDeals({ pause: { ...idle, turns_left: 3 } });
    expect(wantsAnswer(dealCards(held, manifest, 'washington', { pause: true }))).toBe(1);
    expect(wantsAnswer(dealCards(held, manifest, 'washington', { pause: false, hotline: true }))).toBe(1);
    expect(wantsAnswer(dealCards(held, manifest, 'washington', { pause: true, hotline: true }))).toBe(0);
  });

  it('are told apart from those that are in force', () => {
    expect(dealsInForce(view, manifest)).toEqual([]);
    expect(dealsInForce(withDeals({ pause: { ...idle, turns_left: 1 } }), manifest).map((d) => d.key)).toEqual([
      'pause',
    ]);
  });
});
