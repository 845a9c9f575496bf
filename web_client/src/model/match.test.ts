import { describe, expect, it } from 'vitest';
import type { ClockBody, ServerMessage, View } from '../wire';
import { applyFrame, NO_MATCH, type MatchModel } from './match';

const clock: ClockBody = {
  phase: 'open',
  turn: 1,
  deadline: 1100,
  remaining: null,
  seconds: 240,
  committed: { washington: false, beijing: false },
};

function view(turn: number, reported: number | null = null): View {
  return {
    audience: 'washington',
    side: 'washington',
    turn,
    turns: 5,
    over: false,
    budget: null,
    own: { chips: 10 * turn },
    rival: {},
    world: {},
    perceived: {},
    sides: {},
    stances: {},
    rival_stances: {},
    side_stances: {},
    defaults: null,
    scores: {},
    history: [],
    report: reported === null ? null : ({ turn: reported, headlines: [] } as unknown as View['report']),
    outcome: null,
  };
}

type Body = Extract<ServerMessage, { type: 'event' }>['body'];

function event(number: number, body: Body, after: ClockBody = clock): ServerMessage {
  return { type: 'event', event: number, server_time: 1000, match: 'm', clock: after, body };
}
function snapshot(number: number, turn: number): ServerMessage {
  return {
    type: 'snapshot',
    event: number,
    server_time: 1000,
    view: view(turn),
    clock,
    draft: null,
    presence: null,
    tables: null,
  };
}
function play(frames: ServerMessage[], from: MatchModel = NO_MATCH): MatchModel {
  return frames.reduce((model, frame) => applyFrame(model, frame, 990), from);
}

describe('the model of a match', () => {
  it('hears what is said, follows the switch, and is silent in a match against the computer', () => {
    const message = {
      channel: 'table',
      number: 2,
      side: 'beijing',
      nickname: 'Bo',
      turn: 1,
      at: 2,
      text: 'Hi',
    } as const;
    const before = { ...message, number: 1, text: 'Before' };
    const begun: ServerMessage = { ...(snapshot(1, 1) as object), chat: { on: true, messages: [before] } } as never;
    const model = play([begun, event(2, { kind: 'said', message }), event(3, { kind: 'chat_switched', on: false })]);
    expect(model.chat).toEqual({ on: false, messages: [before, message] });
    expect(play([snapshot(1, 1)]).chat).toBeNull();
  });

  it('takes a snapshot whole and remembers its number', () => {
    const model = play([snapshot(12, 3)]);
    expect(model.view?.turn).toBe(3);
    expect(model.lastEvent).toBe(12);
    expect(model.offset).toBe(10);
  });

  it('reaches the same state by events as by a snapshot', () => {
    const resolved: Body = { kind: 'turn_resolved', closed_by: 'all_committed', view: view(2, 1) };
    const byEvents = play([event(1, { kind: 'match_started', view: view(1) }), event(2, resolved)]);
    const bySnapshot = play([snapshot(2, 2)]);
    expect(byEvents.lastEvent).toBe(bySnapshot.lastEvent);
    expect(byEvents.view?.own).toEqual(bySnapshot.view?.own);
    expect(byEvents.clock).toEqual(bySnapshot.clock);
  });

  it('holds a forecast until its turn is over, and none for another turn', () => {
    const forecast = (turn: number): ServerMessage => ({
      type: 'forecast',
      match: 'm',
      draft_no: 1,
      forecast: { turn, outlooks: [] },
    });
    const drafting = play([snapshot(1, 1), forecast(1)]);
    expect(drafting.forecast?.turn).toBe(1);
    const resolved: Body = { kind: 'turn_resolved', closed_by: 'all_committed', view: view(2, 1) };
    expect(play([event(2, resolved), forecast(1)], drafting).forecast).toBeNull();
  });

  it('is not changed by an event it already has', () => {
    const model = play([snapshot(5, 2)]);
    expect(play([event(5, { kind: 'turn_resolved', closed_by: 'deadline', view: view(1) })], model)).toBe(model);
  });

  it('passes over a frame of a newer server that it does not know', () => {
    const model = play([snapshot(5, 2)]);
    expect(play([{ type: 'rumour', text: '…' } as unknown as ServerMessage], model)).toBe(model);
  });

  it('notices a missing event, keeps what it knows and recovers with the next snapshot', () => {
    const model = play([snapshot(5, 2), event(7, { kind: 'turn_resolved', closed_by: 'deadline', view: view(4) })]);
    expect(model.gap).toBe(true);
    expect(model.view?.turn).toBe(2);
    expect(model.lastEvent).toBe(5);
    expect(play([snapshot(7, 4)], model)).toMatchObject({ gap: false, lastEvent: 7, view: { turn: 4 } });
  });

  it('takes who has signed from the clock of the event', () => {
    const signed = { ...clock, committed: { washington: false, beijing: true } };
    const model = play([snapshot(1, 1), event(2, { kind: 'orders_committed', turn: 1, side: 'beijing' }, signed)]);
    expect(model.clock?.committed.beijing).toBe(true);
  });

  it('knows which resolution was seen live and which was only loaded', () => {
    const resolved: Body = { kind: 'turn_resolved', closed_by: 'all_committed', view: view(2, 1) };
    expect(play([snapshot(1, 1), event(2, resolved)]).justResolved).toBe(1);
    expect(play([snapshot(2, 2)]).justResolved).toBe(0);
  });
});
