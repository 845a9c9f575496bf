import { beforeEach, describe, expect, it, vi } from 'vitest';
import { buildIn } from '../connection/build';
import { Fleeting } from '../storage';
import { Renewal, type Surroundings } from './renewal.svelte';

let newest: string | null;
let reload: ReturnType<typeof vi.fn<() => void>>;
let kept: Fleeting;

beforeEach(() => {
  newest = 'old.js';
  reload = vi.fn();
  kept = new Fleeting();
});

const page = (own: string, more: Partial<Surroundings> = {}) =>
  new Renewal({ own, newest: () => Promise.resolve(newest), reload, kept, ...more });

describe('a page whose server was brought up to date', () => {
  it('stays as it is while the server has the same build, or does not answer', async () => {
    const renewal = page('old.js');
    for (const answer of ['old.js', null]) {
      newest = answer;
      await renewal.look();
      renewal.quiet();
      expect(renewal.found).toBeNull();
    }
    expect(reload).not.toHaveBeenCalled();
  });

  it('reloads once it is quiet, and says afterwards that it did', async () => {
    const renewal = page('old.js');
    newest = 'new.js';
    await renewal.look();
    expect(reload).not.toHaveBeenCalled();
    renewal.quiet();
    expect(reload).toHaveBeenCalledOnce();
    expect(page('new.js').done).toBe(true);
    expect(page('new.js').done).toBe(false);
  });

  it('does not reload again and again where the old page comes back, and leaves it to a button', async () => {
    newest = 'new.js';
    for (let visit = 0; visit < 3; visit += 1) {
      const renewal = page('old.js');
      expect(renewal.done).toBe(false);
      await renewal.look();
      renewal.quiet();
      expect(renewal.found).toBe('new.js');
    }
    expect(reload).toHaveBeenCalledOnce();
    const renewal = page('old.js');
    await renewal.look();
    renewal.now();
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('leaves it to a button where typed words would not outlive a reload', async () => {
    const renewal = page('old.js', { kept: null });
    newest = 'new.js';
    await renewal.look();
    renewal.quiet();
    expect(renewal.byItself).toBe(false);
    expect(reload).not.toHaveBeenCalled();
    renewal.now();
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe('the build of a page', () => {
  it('is the address of its first script', () => {
    const html = '<script type="module" crossorigin src="/assets/index-B82H.js"></script><link href="/assets/a.css">';
    expect(buildIn(html)).toBe('/assets/index-B82H.js');
    expect(buildIn('<h1>Bad gateway</h1>')).toBeNull();
  });
});
