import { beforeEach, describe, expect, it } from 'vitest';
import { forget, recall, store } from './keep';
import { edit, newDraft, send } from './optimistic';

beforeEach(() => sessionStorage.clear());

describe('edits the server does not have', () => {
  it('survive a reload, those on their way included', () => {
    let draft = send(edit(newDraft(2), { instruments: { buy: 80 }, stances: {} }), 'r1');
    draft = edit(draft, { instruments: {}, stances: { safety: 'strict' } });
    store('seat', draft);
    const fields = { instruments: { buy: 80 }, stances: { safety: 'strict' } };
    expect(recall('seat')).toMatchObject({ turn: 2, fields });
  });

  it('belong to one seat', () => {
    store('seat', edit(newDraft(2), { instruments: { buy: 80 }, stances: {} }));
    expect(recall('other')).toBeNull();
  });

  it('are forgotten once saved, and spoiled storage is no error', () => {
    store('seat', edit(newDraft(2), { instruments: { buy: 80 }, stances: {} }));
    forget('seat');
    expect(recall('seat')).toBeNull();
    sessionStorage.setItem('airace.unsaved.seat', '{oops');
    expect(recall('seat')).toBeNull();
  });
});
