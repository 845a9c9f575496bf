import { beforeEach, describe, expect, it } from 'vitest';
import { FakeLine, FakeTimers } from '../testing/line';
import type { ClockBody, DraftBody, ErrorBody } from '../wire';
import { PlaySession } from './play.svelte';

const EDIT_PAUSE = 150;
const RETRY_PAUSE = 1200;
const clock: ClockBody = { phase: 'open', turn: 1, deadline: null, remaining: null, seconds: null, committed: {} };
const view = { turn: 1, defaults: { instruments: { buy: 50, fab: 30 }, stances: {} }, stances: {}, report: null };

function stored(draft_no: number, instruments: Record<string, number>): DraftBody {
  return { turn: 1, draft_no, instruments, stances: {}, committed: false, by: null };
}
function problem(code: string): ErrorBody {
  return { code, message: '', hint: '', field: null, args: {} };
}

let lines: FakeLine[];
let timers: FakeTimers;
let play: PlaySession;

/** Let everything that was promised happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
function line(): FakeLine {
  return lines[lines.length - 1]!;
}
function welcome(): void {
  line().onopen?.();
  line().say({ type: 'welcome', match: 'm', server_time: 0, last_event: 1 });
}
function sent(type: string): Record<string, unknown>[] {
  return lines.flatMap((each) => each.sent).filter((frame) => frame.type === type);
}
function answer(type: string, with_: object): void {
  const request = sent(type).at(-1)?.request;
  line().say({ request, ...with_ });
}
function edited(): Promise<void> {
  timers.fire(EDIT_PAUSE);
  return settle();
}

beforeEach(() => {
  sessionStorage.clear();
  lines = [];
  timers = new FakeTimers();
  const open = () => {
    lines.push(new FakeLine());
    return line();
  };
  play = new PlaySession('seat', { open, later: timers.later });
  play.start();
  welcome();
  line().say({ type: 'snapshot', event: 1, server_time: 0, view, clock, draft: stored(1, { buy: 50, fab: 30 }) });
});

describe('editing', () => {
  it('shows at once and sends many moves of a slider as one edit', async () => {
    for (const buy of [60, 70, 80]) play.edit({ instruments: { buy } });
    expect(play.orders.instruments).toEqual({ buy: 80, fab: 30 });
    await edited();
    expect(sent('edit_draft')).toMatchObject([{ match: 'm', turn: 1, instruments: { buy: 80 } }]);
  });

  it('waits for the answer before it sends what changed meanwhile', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    play.edit({ instruments: { buy: 65 } });
    await edited();
    expect(sent('edit_draft')).toHaveLength(1);
    answer('edit_draft', { type: 'done', draft_no: 2 });
    await settle();
    await edited();
    expect(sent('edit_draft').at(-1)).toMatchObject({ instruments: { buy: 65 } });
  });

  it('keeps an edit that the server was too busy for and sends it again', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    answer('edit_draft', { type: 'error', fatal: false, error: problem('too_fast') });
    await settle();
    expect(play.orders.instruments.buy).toBe(60);
    expect(play.problem).toBeNull();
    timers.fire(RETRY_PAUSE);
    await settle();
    await edited();
    expect(sent('edit_draft').at(-1)).toMatchObject({ instruments: { buy: 60 } });
  });

  it('falls back to the stored value and says why when an edit is refused', async () => {
    play.edit({ instruments: { buy: 900 } });
    await edited();
    answer('edit_draft', { type: 'error', fatal: false, error: problem('over_budget') });
    await settle();
    expect(play.orders.instruments.buy).toBe(50);
    expect(play.problem?.code).toBe('over_budget');
  });

  it('is sent again after the connection broke, also by a page that was loaded anew', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    line().onclose?.();
    await settle();
    const reloaded = new PlaySession('seat', { open: () => line(), later: timers.later });
    reloaded.start();
    line().say({ type: 'snapshot', event: 1, server_time: 0, view, clock, draft: stored(1, { buy: 50, fab: 30 }) });
    expect(reloaded.orders.instruments.buy).toBe(60);
    play.retryNow();
    welcome();
    await edited();
    expect(sent('edit_draft')).toHaveLength(2);
  });
});

describe('signing', () => {
  async function signsOnlyWithTheEdit(): Promise<void> {
    const signing = play.sign();
    await settle();
    expect(sent('commit_orders')).toHaveLength(0);
    answer('edit_draft', { type: 'done', draft_no: 2 });
    await settle();
    expect(sent('commit_orders')).toMatchObject([{ match: 'm', turn: 1, draft_no: 2 }]);
    answer('commit_orders', { type: 'done', draft_no: 2 });
    await signing;
    expect(play.problem).toBeNull();
  }

  it('first stores the last edit, then signs the draft that holds it', async () => {
    play.edit({ instruments: { buy: 60 } });
    await signsOnlyWithTheEdit();
  });

  it('waits for an edit that is on its way', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    expect(sent('edit_draft')).toHaveLength(1);
    await signsOnlyWithTheEdit();
  });

  it('does not sign the next turn when the one that was meant closed meanwhile', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    const signing = play.sign();
    await settle();
    line().say({
      type: 'event',
      event: 2,
      server_time: 0,
      match: 'm',
      clock: { ...clock, turn: 2 },
      body: { kind: 'turn_resolved', view: { ...view, turn: 2, report: { turn: 1 } }, closed_by: 'deadline' },
    });
    answer('edit_draft', { type: 'error', fatal: false, error: problem('wrong_turn') });
    await signing;
    expect(sent('commit_orders')).toHaveLength(0);
    expect(play.missed?.fields.instruments).toEqual({ buy: 60 });
  });

  it('without a connection says so and keeps the edit', async () => {
    play.edit({ instruments: { buy: 60 } });
    line().onclose?.();
    await play.sign();
    expect(play.problem?.code).toBe('interrupted');
    expect(play.orders.instruments.buy).toBe(60);
    expect(play.signing).toBe(false);
  });

  it('shows what a teammate changed when the draft was not the newest', async () => {
    const signing = play.sign();
    await settle();
    const draft = stored(5, { buy: 10, fab: 30 });
    answer('commit_orders', { type: 'error', fatal: false, error: problem('draft_conflict'), draft });
    await signing;
    expect(play.problem?.code).toBe('draft_conflict');
    expect(play.orders.instruments.buy).toBe(10);
  });

  it('signs a turn that has just opened though its draft is not here yet', async () => {
    const next = { ...view, turn: 2 };
    line().say({
      type: 'event',
      event: 2,
      server_time: 0,
      match: 'm',
      clock: { ...clock, turn: 2 },
      body: { kind: 'turn_resolved', view: next, closed_by: 'all_committed' },
    });
    const signing = play.sign();
    await settle();
    const draft = { ...stored(7, { buy: 10, fab: 30 }), turn: 2 };
    answer('commit_orders', { type: 'error', fatal: false, error: problem('draft_conflict'), draft });
    await settle();
    expect(sent('commit_orders').at(-1)).toMatchObject({ turn: 2, draft_no: 7 });
    answer('commit_orders', { type: 'done', draft_no: 7 });
    await signing;
    expect(play.problem).toBeNull();
  });
});

describe('what comes too late', () => {
  const next = { ...view, turn: 2, report: { turn: 1 } };

  async function lose(): Promise<void> {
    line().onclose?.();
    await settle();
  }
  function comesBackTo(seen: object): void {
    play.retryNow();
    welcome();
    line().say({ type: 'snapshot', event: 2, server_time: 0, view: seen, clock: { ...clock, turn: 2 } });
  }

  it('is kept and said when the turn closed without it, and can be made again', async () => {
    play.edit({ instruments: { buy: 60 } });
    await lose();
    comesBackTo(next);
    expect(play.missed).toMatchObject({ turn: 1, fields: { instruments: { buy: 60 } } });
    expect(play.orders.instruments).toEqual({ buy: 50, fab: 30 });
    play.makeAgain();
    await edited();
    expect(play.missed).toBeNull();
    expect(sent('edit_draft').at(-1)).toMatchObject({ turn: 2, instruments: { buy: 60 } });
  });

  it('is said as well when the server refused it for coming too late', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    answer('edit_draft', { type: 'error', fatal: false, error: problem('wrong_turn') });
    await settle();
    line().say({ type: 'snapshot', event: 2, server_time: 0, view: next, clock: { ...clock, turn: 2 } });
    expect(play.missed?.fields.instruments).toEqual({ buy: 60 });
    expect(play.problem).toBeNull();
  });

  it('is not said when the orders show that it came in time', async () => {
    play.edit({ instruments: { buy: 60 } });
    await edited();
    await lose();
    comesBackTo({ ...next, defaults: { instruments: { buy: 60, fab: 30 }, stances: {} } });
    expect(play.missed).toBeNull();
  });

  it('of a signature is a refusal until the match shows that it came in time', async () => {
    const signing = play.sign();
    await settle();
    await lose();
    await signing;
    expect(play.problem?.code).toBe('interrupted');
    play.retryNow();
    welcome();
    const committed = { washington: true, beijing: false };
    const signed = { ...clock, committed };
    const ours = { ...view, side: 'washington' };
    line().say({ type: 'snapshot', event: 2, server_time: 0, view: ours, clock: signed });
    expect(play.problem).toBeNull();
  });
});
