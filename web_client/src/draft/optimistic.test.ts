import { describe, expect, it } from 'vitest';
import type { DraftBody } from '../wire';
import {
  accepted,
  edit,
  interrupted,
  newDraft,
  openTurn,
  receive,
  refused,
  send,
  shownOrders,
  unsaved,
  type LocalDraft,
} from './optimistic';

const defaults = {
  instruments: { buy: 50, fab: 30 },
  stances: { safety: 'standard' },
  projects: { lab: true },
  deals: { pause: true },
};

function stored(draft_no: number, instruments: Record<string, number>, turn = 1): DraftBody {
  return { turn, draft_no, instruments, stances: {}, committed: false, by: 'Jonas' };
}
function setBuy(draft: LocalDraft, tenths: number): LocalDraft {
  return edit(draft, { instruments: { buy: tenths }, stances: {} });
}
function buy(draft: LocalDraft): number | undefined {
  return shownOrders(draft, defaults).instruments.buy;
}

describe('a draft edited here', () => {
  it('shows the default orders before anybody touches it', () => {
    expect(shownOrders(newDraft(1), defaults)).toEqual(defaults);
  });

  it('shows an edit at once and keeps showing it until the server has it', () => {
    let draft = setBuy(newDraft(1), 80);
    expect(buy(draft)).toBe(80);
    draft = send(draft, 'r1');
    expect(buy(draft)).toBe(80);
    draft = accepted(draft, 'r1', 4);
    expect(buy(draft)).toBe(80);
    expect(unsaved(draft)).toBe(true);
    draft = receive(draft, stored(4, { buy: 80, fab: 30 }));
    expect(buy(draft)).toBe(80);
    expect(unsaved(draft)).toBe(false);
  });

  it('never flickers back when the stored draft arrives before the answer', () => {
    let draft = send(setBuy(newDraft(1), 80), 'r1');
    draft = receive(draft, stored(4, { buy: 80, fab: 30 }));
    expect(buy(draft)).toBe(80);
    draft = accepted(draft, 'r1', 4);
    expect(unsaved(draft)).toBe(false);
    expect(buy(draft)).toBe(80);
  });

  it('shows projects and deals switched here over what is stored, and leaves the others as they are', () => {
    const server = { ...stored(1, {}), projects: { lab: true, cloud: false }, deals: { pause: true } };
    const draft = edit(receive(newDraft(1), server), { projects: { cloud: true }, deals: { pause: false } });
    const { projects, deals } = shownOrders(draft, defaults);
    expect(projects).toEqual({ lab: true, cloud: true });
    expect(deals).toEqual({ pause: false });
    expect(send(draft, 'r1').flights[0]?.fields).toMatchObject({ projects: { cloud: true }, deals: { pause: false } });
  });

  it('keeps the newest of several edits on top while the older ones travel', () => {
    let draft = send(setBuy(newDraft(1), 80), 'r1');
    draft = setBuy(draft, 95);
    draft = receive(draft, stored(1, { buy: 80, fab: 30 }));
    expect(buy(draft)).toBe(95);
  });

  it('falls back to the stored value when the edit is refused', () => {
    let draft = receive(newDraft(1), stored(2, { buy: 60, fab: 30 }));
    draft = send(setBuy(draft, 999), 'r1');
    expect(buy(draft)).toBe(999);
    draft = refused(draft, 'r1', stored(3, { buy: 61, fab: 30 }));
    expect(buy(draft)).toBe(61);
    expect(unsaved(draft)).toBe(false);
  });

  it('sends again what may have been lost when the connection breaks', () => {
    let draft = send(setBuy(newDraft(1), 80), 'r1');
    draft = edit(draft, { instruments: { fab: 10 }, stances: {} });
    draft = interrupted(draft);
    expect(draft.pending.instruments).toEqual({ buy: 80, fab: 10 });
    expect(draft.flights).toHaveLength(0);
  });
});

describe('a draft edited by a teammate', () => {
  it('shows the change, field by field, beside my own unsent edit', () => {
    let draft = setBuy(newDraft(1), 80);
    draft = receive(draft, stored(1, { buy: 50, fab: 70 }));
    expect(shownOrders(draft, defaults).instruments).toEqual({ buy: 80, fab: 70 });
  });

  it('ignores a draft older than the one it has', () => {
    let draft = receive(newDraft(1), stored(5, { buy: 70 }));
    draft = receive(draft, stored(4, { buy: 20 }));
    expect(buy(draft)).toBe(70);
  });
});

describe('a new turn', () => {
  it('drops the edits of the turn before', () => {
    const draft = openTurn(setBuy(newDraft(1), 80), 2);
    expect(draft).toEqual(newDraft(2));
    expect(receive(draft, stored(9, { buy: 80 }, 1))).toEqual(draft);
  });

  it('is also opened by a draft that belongs to it', () => {
    const draft = receive(setBuy(newDraft(1), 80), stored(0, { buy: 55 }, 2));
    expect(draft.turn).toBe(2);
    expect(buy(draft)).toBe(55);
  });
});
