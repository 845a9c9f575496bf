/** What a named number is made of, as far as our side may look. Pure. */
import type { RulesetManifest, View } from '../wire';
import { scoped } from './formula';
import { valueIn } from './variables';

export type Input =
  | { kind: 'number'; written: string; name: string; value: number | null; open: boolean }
  | { kind: 'stance'; written: string; stance: string; option: string }
  | { kind: 'points'; written: string; instrument: string; tenths: number }
  | { kind: 'chance'; written: string; draw: string; chances: { option: string; chance: number }[] };

/**
 * The inputs of `name` that say something: numbers we see or may follow further, stances, points spent, what
 * chance chooses from. Fixed numbers of the ruleset and drawn numbers are left out.
 */
export function inputsOf(view: View, manifest: RulesetManifest, name: string): Input[] {
  const inputs = manifest.variables[name]?.inputs ?? [];
  return inputs.map((written) => inputOf(view, manifest, name, written)).filter((input) => input !== null);
}

function inputOf(view: View, manifest: RulesetManifest, of: string, written: string): Input | null {
  const { scope, kind, name } = scoped(written);
  const rivals = scope === 'rival' || (scope !== 'own' && scope !== 'world' && scope !== view.side);
  if (kind === 'stance') return stance(view, written, name, rivals);
  if (kind === 'draw') return chance(manifest, written, name);
  if (kind !== 'variable') return null;
  if (manifest.levers.some((lever) => lever.instruments.some(({ key }) => key === name))) {
    return rivals ? null : points(view, written, name);
  }
  if (!manifest.variables[name]) return null;
  if (rivals) return { kind: 'number', written, name, value: view.rival[name]?.value ?? null, open: false };
  return { kind: 'number', written, name, value: valueIn(view, name), open: name !== of };
}

function stance(view: View, written: string, key: string, rivals: boolean): Input | null {
  const option = (rivals ? view.rival_stances : view.stances)[key];
  return option === undefined ? null : { kind: 'stance', written, stance: key, option };
}

function points(view: View, written: string, instrument: string): Input | null {
  const tenths = view.report?.orders?.instruments[instrument];
  return tenths === undefined ? null : { kind: 'points', written, instrument, tenths };
}

function chance(manifest: RulesetManifest, written: string, draw: string): Input | null {
  const choice = (manifest.choices ?? []).find(({ key }) => key === draw);
  if (!choice) return null;
  const chances = Object.entries(choice.options).map(([option, share]) => ({ option, chance: share }));
  return { kind: 'chance', written, draw, chances: chances.filter((one) => one.chance > 0) };
}
