import { beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../connection/http';
import { FakeTimers } from '../testing/line';
import { Predicting } from './predicting.svelte';
import type { Wish } from './predictions';

const up: Wish = { expects: 'up', confidence: 70, because: '' };
const down: Wish = { expects: 'down', confidence: 90, because: 'they build more' };

interface Asked {
  turn: number;
  wish: Wish;
  stored: () => void;
  refuse: (code: string) => void;
}

let asked: Asked[];
let timers: FakeTimers;
let predicting: Predicting;

function made(): Predicting {
  const send = (turn: number, wish: Wish) =>
    new Promise<void>((resolve, reject) => {
      const refuse = (code: string) => reject(new Refused({ code, message: '', hint: '', field: null, args: {} }));
      asked.push({ turn, wish, stored: resolve, refuse });
    });
  return new Predicting('seat', send, timers.later);
}
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

beforeEach(() => {
  sessionStorage.clear();
  asked = [];
  timers = new FakeTimers();
  predicting = made();
});

describe('predicting', () => {
  it('is shown at once and forgotten here once the server has it', async () => {
    predicting.say(2, up);
    expect(predicting.unsaved?.wish).toEqual(up);
    asked[0]?.stored();
    await settle();
    expect(predicting.unsaved).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('sends one wish at a time, and then the newest alone', async () => {
    predicting.say(2, up);
    predicting.say(2, { ...up, because: 'a' });
    predicting.say(2, down);
    expect(asked).toHaveLength(1);
    asked[0]?.stored();
    await settle();
    expect(asked.map(({ wish }) => wish)).toEqual([up, down]);
    asked[1]?.stored();
    await settle();
    expect(predicting.unsaved).toBeNull();
  });

  it('keeps what an interruption cut off and sends it when the connection is back', async () => {
    predicting.say(2, up);
    asked[0]?.refuse('interrupted');
    await settle();
    expect(predicting.unsaved?.wish).toEqual(up);
    void predicting.flush();
    expect(asked).toHaveLength(2);
  });

  it('tries again by itself when the server was busy', async () => {
    predicting.say(2, up);
    asked[0]?.refuse('too_fast');
    await settle();
    expect(predicting.problem).toBeNull();
    timers.fire();
    expect(asked).toHaveLength(2);
  });

  it('says why and lets go of what came too late', async () => {
    predicting.say(2, up);
    asked[0]?.refuse('prediction_closed');
    await settle();
    expect(predicting.problem?.code).toBe('prediction_closed');
    expect(predicting.unsaved).toBeNull();
    predicting.open(3);
    expect(predicting.problem).toBeNull();
  });

  it('comes back after a reload in the same turn, and not in another', () => {
    predicting.say(2, down);
    const again = made();
    again.open(2);
    expect(again.unsaved?.wish).toEqual(down);
    expect(asked).toHaveLength(2);
    const late = made();
    late.open(3);
    expect(late.unsaved).toBeNull();
  });
});

describe('what is typed without being said', () => {
  it('outlives a reload and the turn', () => {
    predicting.open(2);
    predicting.type('our new labs');
    predicting = made();
    predicting.open(3);
    expect(predicting.typed).toBe('our new labs');
    predicting.type(null);
    expect(made().typed).toBeNull();
  });

  it('is what the server did not take in time', async () => {
    predicting.open(2);
    predicting.say(2, down);
    asked[0]!.refuse('prediction_closed');
    await settle();
    expect(predicting.typed).toBe('they build more');
  });

  it('and what had not even left when the turn closed', async () => {
    predicting.open(2);
    predicting.say(2, down);
    asked[0]!.refuse('interrupted');
    await settle();
    predicting.open(3);
    expect(predicting.typed).toBe('they build more');
    expect(predicting.unsaved).toBeNull();
  });
});

it('is shown from the answer on, also before the server has told all tabs', async () => {
  predicting.say(2, up);
  asked[0]!.stored();
  await settle();
  expect(predicting.unsaved).toBeNull();
  expect(predicting.stored?.wish).toEqual(up);
  predicting.heard();
  expect(predicting.stored).toBeNull();
});
