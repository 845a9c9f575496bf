import { describe, expect, it } from 'vitest';
import type { RulesetManifest, View } from '../wire';
import { knownOfRival } from './rival';

const manifest = { gauges: ['frontier', 'compute'] } as unknown as RulesetManifest;
const view = {
  own: { compute: 100, trust: 60 },
  rival: {
    trust: { value: 61, band: 0 },
    chips: { value: 40, band: 6 },
    compute: { value: 50, band: 10 },
    frontier: { value: 93, band: 5 },
  },
} as unknown as View;

describe('what we know of the rival', () => {
  it('begins with the gauges, then estimates, then what is public', () => {
    expect(knownOfRival(view, manifest).map((k) => k.name)).toEqual(['frontier', 'compute', 'chips', 'trust']);
  });

  it('lies on one scale with our own value, band included', () => {
    const compute = knownOfRival(view, manifest)[1]!;
    expect(compute.from).toBeLessThan(compute.at);
    expect(compute.at).toBeLessThan(compute.to);
    expect(compute.to).toBeLessThan(compute.ownAt!);
    expect(compute.ownAt! / compute.at).toBeCloseTo(2);
  });

  it('has no own mark where we have nothing to compare', () => {
    expect(knownOfRival(view, manifest)[0]?.ownAt).toBeNull();
  });
});
