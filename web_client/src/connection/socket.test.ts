import { beforeEach, describe, expect, it } from 'vitest';
import type { ErrorBody, Hello, ServerMessage } from '../wire';
import { FakeLine, FakeTimers } from '../testing/line';
import { Connection, type LineState } from './socket';

const welcome = { type: 'welcome', last_event: 0 };
const error: ErrorBody = { code: 'over_budget', message: 'Too much.', hint: 'Less.', field: null, args: {} };

let lines: FakeLine[];
let states: LineState[];
let frames: ServerMessage[];
let timers: FakeTimers;
let lastEvent: number;
let connection: Connection;

beforeEach(() => {
  lines = [];
  states = [];
  frames = [];
  timers = new FakeTimers();
  lastEvent = 0;
  connection = new Connection({
    open: () => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    },
    hello: (): Hello => ({ type: 'hello', protocol: 1, seat: 's1', last_event: lastEvent }),
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    later: timers.later,
    random: () => 1,
  });
  connection.start();
});

function line(): FakeLine {
  return lines[lines.length - 1]!;
}
function open(): void {
  line().onopen?.();
  line().say(welcome);
}
function state(): LineState {
  return states[states.length - 1]!;
}

describe('connecting', () => {
  it('says hello first and is open only once welcomed', () => {
    line().onopen?.();
    expect(line().sent).toEqual([{ type: 'hello', protocol: 1, seat: 's1', last_event: 0 }]);
    expect(state().kind).toBe('connecting');
    line().say(welcome);
    expect(state().kind).toBe('open');
  });

  it('gives up on a line that never welcomes and tries another', () => {
    timers.fire();
    expect(state()).toEqual({ kind: 'lost', attempts: 1, everOpen: false });
    timers.fire();
    expect(lines).toHaveLength(2);
  });
});

describe('a broken line', () => {
  it('comes back with the number of the last event it has', () => {
    open();
    lastEvent = 7;
    line().onclose?.();
    expect(state()).toEqual({ kind: 'lost', attempts: 1, everOpen: true });
    timers.fire();
    line().onopen?.();
    expect(line().sent[0]).toMatchObject({ type: 'hello', last_event: 7 });
  });

  it('waits longer after each failure, up to a limit, and starts afresh once welcomed', () => {
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      line().onclose?.();
      waits.push(timers.waiting[0]?.ms ?? 0);
      timers.fire();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    open();
    line().onclose?.();
    expect(timers.waiting[0]?.ms).toBe(500);
  });

  it('is noticed when a ping stays unanswered', () => {
    open();
    timers.fire();
    expect(line().sent.at(-1)).toMatchObject({ type: 'ping' });
    timers.fire();
    expect(state().kind).toBe('lost');
    expect(lines[0]?.closed).toBe(true);
  });

  it('is kept while pings are answered', () => {
    open();
    timers.fire();
    line().say({ type: 'pong', request: 'c1', server_time: 5 });
    timers.fire();
    expect(line().sent.filter((frame) => frame.type === 'ping')).toHaveLength(2);
    expect(state().kind).toBe('open');
  });

  it('is retried at once when the network comes back', () => {
    open();
    line().onclose?.();
    connection.nudge();
    expect(lines).toHaveLength(2);
  });

  it('no longer listens to the old line', () => {
    open();
    const old = line();
    old.onclose?.();
    expect(old.onmessage).toBeNull();
  });
});

describe('requests', () => {
  const body = { type: 'withdraw_orders', match: 'm', turn: 1 } as const;

  it('are answered by the frame with their id', async () => {
    open();
    const first = connection.request(body, 'a');
    const second = connection.request(body, 'b');
    line().say({ type: 'done', request: 'b', draft_no: 2 });
    line().say({ type: 'done', request: 'a', draft_no: 1 });
    expect((await first).draft_no).toBe(1);
    expect((await second).draft_no).toBe(2);
  });

  it('fail with the refusal of the server', async () => {
    open();
    const answer = connection.request(body, 'a');
    line().say({ type: 'error', request: 'a', error, fatal: false, draft: null });
    await expect(answer).rejects.toMatchObject({ body: { code: 'over_budget' } });
    expect(state().kind).toBe('open');
  });

  it('fail as interrupted when the line breaks, and at once when there is none', async () => {
    open();
    const answer = connection.request(body, 'a');
    line().onclose?.();
    await expect(answer).rejects.toMatchObject({ body: { code: 'interrupted' } });
    await expect(connection.request(body)).rejects.toMatchObject({ body: { code: 'interrupted' } });
  });
});

describe('a final refusal', () => {
  it('stops all further tries', () => {
    line().onopen?.();
    line().say({ type: 'error', request: null, error: { ...error, code: 'old_protocol' }, fatal: true, draft: null });
    expect(state()).toMatchObject({ kind: 'refused', error: { code: 'old_protocol' } });
    connection.nudge();
    expect(lines).toHaveLength(1);
    expect(timers.waiting).toHaveLength(0);
  });
});

describe('a line that may be dead', () => {
  it('is asked soon when a request is not answered, and given up without a pong', () => {
    open();
    connection.request({ type: 'commit_orders', match: 'm', turn: 1, draft_no: 1 }).catch(() => undefined);
    timers.fire(4000);
    expect(line().sent.at(-1)).toMatchObject({ type: 'ping' });
    timers.fire(8000);
    expect(state().kind).toBe('lost');
  });

  it('gets no more time by being asked again and again', () => {
    open();
    connection.nudge();
    connection.nudge();
    connection.nudge();
    expect(line().sent.filter(({ type }) => type === 'ping')).toHaveLength(1);
    timers.fire(8000);
    expect(state().kind).toBe('lost');
  });

  it('goes on when it answers', () => {
    open();
    connection.nudge();
    line().say({ type: 'pong', request: null, server_time: 0 });
    expect(timers.waiting.map(({ ms }) => ms)).toEqual([20_000]);
    connection.nudge();
    expect(line().sent.filter(({ type }) => type === 'ping')).toHaveLength(2);
  });
});
