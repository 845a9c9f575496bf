import { describe, expect, it } from 'vitest';
import { manifest, view } from '../testing/ruleset';
import type { PredictionBody } from '../wire';
import { againstCoin, askedNow, happenedTo, mannerOf, NO_WISH, wishOf } from './predictions';

const one: PredictionBody = {
  turn: 2,
  expects: 'up',
  confidence: 90,
  because: 'more chips',
  before: null,
  after: null,
  right: null,
  score: null,
};

describe('predictions', () => {
  it('are found for the turn that is open, and are empty for any other', () => {
    expect(wishOf([one], 2)).toEqual({ expects: 'up', confidence: 90, because: 'more chips' });
    expect(wishOf([one], 3)).toBe(NO_WISH);
  });

  it('tell which way a number went and by how much, once that is known', () => {
    expect(happenedTo(one)).toBeNull();
    expect(happenedTo({ before: 4, after: null })).toBeNull();
    expect(happenedTo({ before: 4, after: 3 })).toEqual({ direction: 'down', amount: 1 });
    expect(happenedTo({ before: -4, after: -1.5 })).toEqual({ direction: 'up', amount: 2.5 });
    expect(happenedTo({ before: 4, after: 4 })).toEqual({ direction: null, amount: 0 });
  });

  it('ask about the lead in the words of who is ahead, and about other numbers by name', () => {
    const lead = { ...manifest, asked: 'lead' };
    expect([mannerOf(lead, 3), mannerOf(lead, -3), mannerOf(lead, null)]).toEqual(['ahead', 'behind', 'ahead']);
    expect(mannerOf({ ...manifest, asked: 'edge' }, -3)).toBe('number');
  });

  it('ask about what our side sees now', () => {
    const seen = { ...view, perceived: { lead: { value: -4.2, band: 1 } }, scores: { total: 51 } };
    expect(askedNow(seen, { ...manifest, asked: 'lead' })).toBe(-4.2);
    expect(askedNow(seen, { ...manifest, asked: 'score.total' })).toBe(51);
    expect(askedNow(view, { ...manifest, asked: 'lead' })).toBeNull();
  });

  it('are compared with a coin at the digits that are shown', () => {
    expect([0.1, 0.251, 0.4].map(againstCoin)).toEqual(['better', 'same', 'worse']);
  });
});
