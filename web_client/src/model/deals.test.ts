import { describe, expect, it } from 'vitest';
import { NO_FIELDS } from '../draft/optimistic';
import { idle, manifest, view } from '../testing/undertakings';
import type { DealView, View } from '../wire';
import { dealCards, dealsInForce, wantsAnswer } from './deals';

const withDeals = (deals: Record<string, DealView>): View => ({ ...view, deals: { ...view.deals, ...deals } });
const standing = (state: Partial<DealView>) =>
  dealCards(withDeals({ pause: { ...idle, ...state } }), manifest, 'washington', NO_FIELDS).find(
    (c) => c.info.key === 'pause',
  )!.standing;

const signing = (deals: Record<string, boolean>) => ({ ...NO_FIELDS, deals });

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
    const cards = dealCards(withDeals({ pause: { ...idle, turns_left: 3 } }), manifest, 'washington', NO_FIELDS);
    expect(cards.map((c) => c.info.key)).toEqual(['pause', 'hotline']);
    expect(dealCards(view, manifest, 'washington', NO_FIELDS)[0]?.info.key).toBe('hotline');
  });

  it('want a look when an offer is unanswered or our orders would leave one in force', () => {
    const held = withDeals({ pause: { ...idle, turns_left: 3 } });
    expect(wantsAnswer(dealCards(held, manifest, 'washington', signing({ pause: true })))).toBe(1);
    expect(wantsAnswer(dealCards(held, manifest, 'washington', signing({ pause: false, hotline: true })))).toBe(1);
    expect(wantsAnswer(dealCards(held, manifest, 'washington', signing({ pause: true, hotline: true })))).toBe(0);
  });

  it('say which of their terms our orders break, once they are in force', () => {
    const held = withDeals({ pause: { ...idle, turns_left: 2 }, hotline: idle });
    const broken = (of: View, orders: object) =>
      dealCards(of, manifest, 'washington', { ...NO_FIELDS, deals: { pause: true }, ...orders })
        .find((c) => c.info.key === 'pause')!
        .broken.map((term) => term.stance ?? term.instrument);
    expect(broken(held, { instruments: { plants: 50 } })).toEqual([]);
    expect(broken(held, { instruments: { plants: 51 }, stances: { safety: 'low' } })).toEqual(['safety', 'plants']);
    expect(broken(view, { instruments: { plants: 51 } })).toEqual([]);
    expect(wantsAnswer(dealCards(held, manifest, 'beijing', signing({ pause: true })))).toBe(0);
  });

  it('are told apart from those that are in force', () => {
    expect(dealsInForce(view, manifest)).toEqual([]);
    expect(dealsInForce(withDeals({ pause: { ...idle, turns_left: 1 } }), manifest).map((d) => d.key)).toEqual([
      'pause',
    ]);
  });
});
