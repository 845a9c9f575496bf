import { describe, expect, it } from 'vitest';
import { Refused } from '../connection/http';
import { FakeTimers } from '../testing/line';
import { Insisting } from './insisting.svelte';

const body = (code: string) => ({ code, message: '', hint: '', field: null, args: {} });

/** A server that fails with `refusals`, one after the other, and answers then. */
function server(...refusals: Refused[]): () => Promise<string> {
  const left = [...refusals];
  return () => {
    const refusal = left.shift();
    return refusal ? Promise.reject(refusal) : Promise.resolve('found');
  };
}
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('a question that a page cannot do without', () => {
  it('is asked again until somebody answers, and says meanwhile why there is no answer', async () => {
    const timers = new FakeTimers();
    const asking = new Insisting(timers.later);
    const heard: string[] = [];
    asking.ask(server(new Refused(body('network')), new Refused(body('internal'), 503)), (said) => heard.push(said));
    await settle();
    expect(asking.problem?.code).toBe('network');
    timers.fire();
    await settle();
    expect(asking.problem?.code).toBe('internal');
    timers.fire();
    await settle();
    expect(heard).toEqual(['found']);
    expect(asking.problem).toBeNull();
    expect(timers.waiting).toHaveLength(0);
  });

  it('takes a refusal for an answer', async () => {
    const timers = new FakeTimers();
    const asking = new Insisting(timers.later);
    asking.ask(server(new Refused(body('not_your_seat'), 403)), () => undefined);
    await settle();
    expect(asking.problem?.code).toBe('not_your_seat');
    expect(timers.waiting).toHaveLength(0);
  });

  it('is asked no more once stopped or replaced', async () => {
    const timers = new FakeTimers();
    const asking = new Insisting(timers.later);
    const heard: string[] = [];
    asking.ask(server(new Refused(body('network'))), () => heard.push('first'));
    await settle();
    asking.ask(server(), () => heard.push('second'));
    await settle();
    asking.ask(server(), () => heard.push('third'));
    asking.stop();
    await settle();
    expect(heard).toEqual(['second']);
    expect(timers.waiting).toHaveLength(0);
  });
});
