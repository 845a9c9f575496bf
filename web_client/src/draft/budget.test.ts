import { describe, expect, it } from 'vitest';
import type { LeverInfo, StanceInfo } from '../wire';
import {
  changedStances,
  distribute,
  leverCap,
  leverMax,
  leverTotal,
  makeRoom,
  moveLever,
  snap,
  stanceCost,
  stepFrom,
  sum,
  type Share,
} from './budget';

/** A small deterministic generator, so that a failing case can be named and repeated. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomShares(next: () => number): Share[] {
  const count = 1 + Math.floor(next() * 4);
  return Array.from({ length: count }, (_, i) => ({
    key: `i${i}`,
    weight: next() < 0.2 ? 0 : next(),
    cap: Math.floor(next() * 500),
  }));
}

const lever: LeverInfo = {
  key: 'chips',
  instruments: [
    { key: 'buy', split: 0.6, cap: { washington: 400, beijing: 400 } },
    { key: 'fab', split: 0.4, cap: { washington: 300, beijing: 100 } },
  ],
};
const safety: StanceInfo = { key: 'safety', options: ['minimal', 'standard', 'strict'], cost: 20 };
const trade: StanceInfo = { key: 'trade', options: ['free', 'strict'], cost: 30 };

describe('distributing tenths', () => {
  it('gives every tenth away while a cap leaves room, and never breaks a cap', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const next = numbers(seed);
      const shares = randomShares(next);
      const total = Math.floor(next() * 1500);
      const given = distribute(total, shares);
      const room = shares.reduce((all, share) => all + share.cap, 0);
      expect(sum(given), `seed ${seed}`).toBe(Math.min(total, room));
      for (const share of shares) {
        const amount = given[share.key] ?? -1;
        expect(Number.isInteger(amount), `seed ${seed}`).toBe(true);
        expect(amount, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        expect(amount, `seed ${seed}`).toBeLessThanOrEqual(share.cap);
      }
    }
  });

  it('stays within one tenth of the exact proportion where no cap binds', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const next = numbers(seed);
      const shares = Array.from({ length: 3 }, (_, i) => ({ key: `i${i}`, weight: 0.05 + next(), cap: 10_000 }));
      const total = Math.floor(next() * 2000);
      const weights = shares.reduce((all, share) => all + share.weight, 0);
      const given = distribute(total, shares);
      for (const share of shares) {
        const exact = (total * share.weight) / weights;
        expect(Math.abs((given[share.key] ?? 0) - exact), `seed ${seed}`).toBeLessThan(1);
      }
    }
  });

  it('splits evenly when no share has a weight', () => {
    const shares = ['a', 'b', 'c'].map((key) => ({ key, weight: 0, cap: 100 }));
    expect(distribute(31, shares)).toEqual({ a: 11, b: 10, c: 10 });
  });
});

describe('moving a lever', () => {
  it('follows the ruleset split for a side that never opened the lever', () => {
    expect(moveLever(lever, 'washington', {}, 100)).toEqual({ buy: 60, fab: 40 });
    expect(moveLever(lever, 'washington', { buy: 60, fab: 40 }, 55)).toEqual({ buy: 33, fab: 22 });
  });

  it('keeps the proportions a player tuned', () => {
    expect(moveLever(lever, 'washington', { buy: 20, fab: 80 }, 200)).toEqual({ buy: 40, fab: 160 });
  });

  it('passes what one instrument cannot take on to the others', () => {
    expect(moveLever(lever, 'beijing', {}, 400)).toEqual({ buy: 300, fab: 100 });
  });

  it('comes back to the same split after any walk of single steps', () => {
    const next = numbers(7);
    let amounts: Record<string, number> = {};
    for (let i = 0; i < 400; i++) {
      amounts = moveLever(lever, 'washington', amounts, Math.floor(next() * 500));
    }
    expect(moveLever(lever, 'washington', amounts, 100)).toEqual({ buy: 60, fab: 40 });
  });

  it('can never be moved past what the budget leaves', () => {
    const amounts = { buy: 60, fab: 40 };
    expect(leverTotal(lever, amounts)).toBe(100);
    expect(leverMax(lever, 'washington', amounts, 35)).toBe(135);
    expect(leverMax(lever, 'washington', amounts, 5000)).toBe(leverCap(lever, 'washington'));
    expect(leverMax(lever, 'washington', amounts, -500)).toBe(0);
  });
});

describe('stances', () => {
  it('cost only where they differ from the stance in force', () => {
    const inForce = { safety: 'standard', trade: 'free' };
    expect(stanceCost([safety, trade], inForce, {})).toBe(0);
    expect(stanceCost([safety, trade], inForce, { safety: 'standard' })).toBe(0);
    expect(stanceCost([safety, trade], inForce, { safety: 'strict' })).toBe(20);
    expect(stanceCost([safety, trade], inForce, { safety: 'strict', trade: 'strict' })).toBe(50);
    expect(changedStances([safety, trade], inForce, { trade: 'strict' })).toEqual([trade]);
  });
});

describe('making room', () => {
  it('takes exactly what is missing, from every instrument in proportion', () => {
    expect(makeRoom({ buy: 300, fab: 100, plants: 0 }, 40)).toEqual({ buy: 270, fab: 90, plants: 0 });
    for (let seed = 1; seed <= 200; seed++) {
      const next = numbers(seed);
      const amounts = { a: Math.floor(next() * 300), b: Math.floor(next() * 300), c: Math.floor(next() * 20) };
      const missing = Math.floor(next() * sum(amounts));
      const given = makeRoom(amounts, missing) ?? {};
      expect(sum(given), `seed ${seed}`).toBe(sum(amounts) - missing);
      for (const [key, amount] of Object.entries(given)) {
        expect(amount, `seed ${seed}`).toBeLessThanOrEqual(amounts[key as keyof typeof amounts]);
      }
    }
  });

  it('is not possible where the instruments hold less than that', () => {
    expect(makeRoom({ buy: 30 }, 31)).toBeNull();
    expect(makeRoom({ buy: 30 }, 30)).toEqual({ buy: 0 });
  });
});

describe('slider values', () => {
  it('snap to half points but always reach the end', () => {
    expect(snap(123, 400)).toBe(125);
    expect(snap(122, 400)).toBe(120);
    expect(snap(398, 399)).toBe(399);
    expect(snap(399, 399)).toBe(399);
    expect(snap(-3, 399)).toBe(0);
  });

  it('step to the next multiple from wherever they stand', () => {
    expect(stepFrom(120, 1, 400, 5)).toBe(125);
    expect(stepFrom(123, 1, 400, 5)).toBe(125);
    expect(stepFrom(123, -1, 400, 5)).toBe(120);
    expect(stepFrom(399, 1, 400, 5)).toBe(400);
    expect(stepFrom(2, -1, 400, 5)).toBe(0);
  });
});
