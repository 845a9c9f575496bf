import { fireEvent, render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../text/language.svelte';
import { RulesetWords } from '../../text/ruleset.svelte';
import type { NewsItem } from '../../model/news';
import { manifest, view as match } from '../../testing/ruleset';
import Newsreel from './Newsreel.svelte';

const SCENE_MS = 2200;

function headline(key: string): NewsItem {
  const told = { kind: 'headline' as const, key, side: null, weight: 1, args: {}, aftermath: false };
  return { kind: 'headline', headline: told, spot: 'world', systems: [] };
}

function reel(keys: string[], autoplay: boolean) {
  const props = {
    news: keys.map(headline),
    manifest,
    words: new RulesetWords('hash'),
    view: match,
    autoplay,
    at: 0,
    title: 'Quiet',
    onmove: (at: number) => void view.rerender({ at }),
    onreplay: () => undefined,
  };
  const view = render(Newsreel, props);
  flushSync();
  return view;
}
async function later(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
const shown = () => screen.getByRole('heading').textContent;

beforeEach(() => {
  setLanguage('en');
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('the newsreel', () => {
  it('shows every headline for one scene and then rests', async () => {
    reel(['one', 'two', 'three'], true);
    expect(shown()).toBe('One');
    await later(SCENE_MS);
    expect(shown()).toBe('Two');
    await later(SCENE_MS);
    expect(shown()).toBe('Three');
    await later(SCENE_MS);
    expect(screen.getByRole('button', { name: 'Replay' })).toBeTruthy();
  });

  it('begins anew with a new turn, also in the middle of a scene', async () => {
    const view = reel(['one', 'two'], true);
    await later(SCENE_MS / 2);
    await view.rerender({ view: { ...match, turn: 3 }, news: ['four', 'five'].map(headline), at: 0 });
    await later(SCENE_MS - 1);
    expect(shown()).toBe('Four');
    await later(1);
    expect(shown()).toBe('Five');
  });

  it('can be skipped, and stepped through without playing on', async () => {
    reel(['one', 'two', 'three'], true);
    await fireEvent.click(screen.getByRole('button', { name: 'Skip' }));
    expect(shown()).toBe('Three');
    await fireEvent.click(screen.getByRole('button', { name: 'Previous headline' }));
    await later(3 * SCENE_MS);
    expect(shown()).toBe('Two');
  });

  it('is told to screen readers as a whole and in order, then item by item', async () => {
    reel(['one', 'two'], true);
    const status = screen.getByRole('status');
    expect(status.textContent).toBe('Turn 1 is over. News: 2. 1: One 2: Two');
    await fireEvent.click(screen.getByRole('button', { name: 'Next headline' }));
    expect(status.textContent).toBe('2: Two');
  });

  it('stands still when it was not watched live', async () => {
    reel(['one', 'two'], false);
    await later(3 * SCENE_MS);
    expect(shown()).toBe('One');
  });

  it('has words for a turn without headlines', () => {
    reel([], true);
    expect(shown()).toBe('Quiet');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
