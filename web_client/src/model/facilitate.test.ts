import { describe, expect, it } from 'vitest';
import type { ClockBody, ServerMessage, TableBody } from '../wire';
import { applyTableFrame, NO_TABLES } from './facilitate.svelte';

const clock: ClockBody = { phase: 'open', turn: 1, deadline: null, remaining: null, seconds: null, committed: {} };

function table(number: number, turn: number): TableBody {
  return {
    table: number,
    match: `m${number}`,
    clock: { ...clock, turn },
    turns: 5,
    members: [],
    lead: null,
    totals: {},
    ending: null,
    chat: true,
    messages: 0,
  };
}
function changed(event: number, body: TableBody): ServerMessage {
  return {
    type: 'event',
    event,
    server_time: 50,
    match: body.match,
    clock,
    body: { kind: 'table_changed', table: body },
  };
}
const snapshot: ServerMessage = {
  type: 'snapshot',
  event: 4,
  server_time: 50,
  view: null,
  clock: null,
  draft: null,
  presence: null,
  tables: [table(1, 1), table(2, 1)],
};

describe('the facilitator’s tables', () => {
  it('count what was said at each table, and never backwards', () => {
    const message = {
      channel: 'team',
      number: 1,
      side: 'beijing',
      nickname: 'Bo',
      turn: 1,
      at: 1,
      text: 'Hi',
    } as const;
    const said = (event: number, messages: number): ServerMessage => ({
      type: 'event',
      event,
      server_time: 50,
      match: 'm2',
      clock,
      body: { kind: 'table_said', message, messages },
    });
    let state = applyTableFrame(NO_TABLES, snapshot, 0);
    state = applyTableFrame(state, said(5, 3), 0);
    state = applyTableFrame(state, said(6, 2), 0);
    expect(state.tables.map((each) => each.messages)).toEqual([0, 3]);
  });

  it('change one at a time', () => {
    const state = applyTableFrame(applyTableFrame(NO_TABLES, snapshot, 40), changed(5, table(2, 2)), 40);
    expect(state.tables.map((t) => t.clock.turn)).toEqual([1, 2]);
    expect(state).toMatchObject({ lastEvent: 5, offset: 10 });
  });

  it('ignore a repeated event and notice a missing one', () => {
    const state = applyTableFrame(NO_TABLES, snapshot, 40);
    expect(applyTableFrame(state, changed(4, table(2, 9)), 40)).toBe(state);
    expect(applyTableFrame(state, changed(7, table(2, 9)), 40)).toMatchObject({ gap: true, lastEvent: 4 });
  });
});
