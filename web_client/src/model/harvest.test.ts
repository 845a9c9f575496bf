import { describe, expect, it } from 'vitest';
import type { Harvests } from '../wire';
import { paysOf } from './harvest';

const row = [
  { turn: 4, gauge: null },
  { turn: 3, gauge: null },
  { turn: 6, gauge: 'compute' },
  { turn: null, gauge: null },
  null,
];
const harvests: Harvests = { levers: {}, instruments: { washington: { fab: row } } };
const asked = { of: 'instruments', key: 'fab', side: 'washington', turns: 5 } as const;

describe('when a slow seed pays', () => {
  it('is told from the turn that is open, with the turn in which it has come', () => {
    expect(paysOf(harvests, { ...asked, turn: 1 })).toEqual({ kind: 'pays', turns: 3, turn: 4, gauge: null });
  });

  it('is not told of what the next turn shows anyway', () => {
    expect(paysOf(harvests, { ...asked, turn: 2 })).toBeNull();
  });

  it('has no turn when it comes only at the end, and names the gauge where the score feels nothing', () => {
    expect(paysOf(harvests, { ...asked, turn: 3 })).toEqual({ kind: 'pays', turns: 3, turn: null, gauge: 'compute' });
  });

  it('says that nothing comes before the end', () => {
    expect(paysOf(harvests, { ...asked, turn: 4 })).toEqual({ kind: 'never' });
  });

  it('says nothing where the rules say nothing', () => {
    expect(paysOf(harvests, { ...asked, turn: 5 })).toBeNull();
    expect(paysOf(harvests, { ...asked, key: 'buy', turn: 1 })).toBeNull();
    expect(paysOf(harvests, { ...asked, side: 'beijing', turn: 1 })).toBeNull();
    expect(paysOf(null, { ...asked, turn: 1 })).toBeNull();
  });
});
