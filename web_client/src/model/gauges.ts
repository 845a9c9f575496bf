/** Which gauges the screens show. Pure. */
import type { RulesetManifest, View } from '../wire';
import { valueIn } from './variables';

const FIRST_TURN_GAUGES = 4;
/** Below this the bottleneck is tight. */
const TIGHT = 0.995;

export function ownGauges(manifest: RulesetManifest): string[] {
  return manifest.gauges.filter((name) => manifest.variables[name]?.scope !== 'world');
}

export function worldGauges(manifest: RulesetManifest): string[] {
  return manifest.gauges.filter((name) => manifest.variables[name]?.scope === 'world' && name !== 'rung');
}

/** Whether `name` is what this side is short of just now. */
export function isTight(manifest: RulesetManifest, name: string, value: number | null): boolean {
  return name === manifest.bottleneck && value !== null && value < TIGHT;
}

/** What a newcomer reads: the first few, and what our side is short of. */
export function firstGauges(view: View, manifest: RulesetManifest): string[] {
  const own = ownGauges(manifest);
  const first = own.slice(0, FIRST_TURN_GAUGES);
  const short = own.slice(FIRST_TURN_GAUGES).filter((name) => isTight(manifest, name, valueIn(view, name)));
  return [...first, ...short];
}
