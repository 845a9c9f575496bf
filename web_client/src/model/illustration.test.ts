import { describe, expect, it } from 'vitest';
import { drawingOf } from '../parts/news/drawings';
import type { Headline } from '../wire';
import { DRAWINGS, illustrationOf } from './illustration';
import type { NewsItem } from './news';

const news = (kind: Headline['kind'], key: string, systems: string[] = []): NewsItem => ({
  kind: 'headline',
  headline: { kind, key, side: 'beijing', weight: 1, args: {}, aftermath: false },
  spot: 'beijing',
  systems,
});

describe('the drawing beside a piece of news', () => {
  it('shows what befell a deal or a project, whatever it is called', () => {
    expect(illustrationOf(news('deal', 'fish.caught')).drawing).toBe('deal_broken');
    expect(illustrationOf(news('project', 'canal.finished')).drawing).toBe('project');
  });

  it('knows names that rulesets share before the part of the race', () => {
    expect(illustrationOf(news('event', 'blackout', ['P1'])).drawing).toBe('blackout');
    expect(illustrationOf(news('event', 'secrets_leak', ['X2'])).drawing).toBe('leak');
    expect(illustrationOf(news('event', 'storm', ['P7'])).drawing).toBe('grid');
  });

  it('is a stone falling on the side it concerns where nothing else is known', () => {
    expect(illustrationOf(news('event', 'whales', ['myths']))).toEqual({ drawing: 'stone', side: 'beijing' });
  });
});

it('each drawing has lines, for either side and for the world, inside its frame', () => {
  for (const name of DRAWINGS) {
    for (const side of ['washington', 'beijing', null] as const) {
      const lines = drawingOf({ drawing: name, side });
      expect(lines.length, name).toBeGreaterThan(0);
      for (const [, path] of lines) expect(path, name).toMatch(/^M[-\d. a-zA-Z]+$/);
    }
  }
});
