import { describe, expect, it } from 'vitest';
import type { Change, Report, RulesetManifest } from '../wire';
import { movedStocks } from './report';

function change(before: number, after: number, parts: Record<string, number> = {}): Change {
  return { before, after, parts: Object.entries(parts).map(([key, value]) => ({ key, value })) };
}
const manifest = { gauges: ['trust'] } as unknown as RulesetManifest;
const report = {
  own: {
    data: change(4, 4),
    chips: change(100, 150, { bought: 68, worn_out: -18 }),
    trust: change(60, 59, { settling: -1 }),
    grid: change(140, 141, { growth: 1 }),
  },
  world: { tension: change(40, 50, { drift: 10 }) },
} as unknown as Report;

describe('what changed last turn', () => {
  it('begins with the gauges, then the largest moves, and ends with what stood still', () => {
    expect(movedStocks(report, manifest).map((m) => m.name)).toEqual(['trust', 'chips', 'tension', 'grid', 'data']);
  });

  it('names the largest cause', () => {
    const chips = movedStocks(report, manifest).find((m) => m.name === 'chips');
    expect(chips?.cause).toEqual({ key: 'bought', value: 68 });
    expect(movedStocks(report, manifest).at(-1)?.cause).toBeNull();
  });
});
