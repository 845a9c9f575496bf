/** Finding a named number of the ruleset in a view: "compute" is our own, "world.tension" is shared. Pure. */
import type { Estimate, Past, RulesetManifest, VariableInfo, View } from '../wire';
import { number, percent, signed, signedPoints } from '../text/format';

const WORLD = 'world.';

export function isWorld(name: string): boolean {
  return name.startsWith(WORLD);
}

/** The name inside its scope: "world.tension" → "tension". */
export function bare(name: string): string {
  return isWorld(name) ? name.slice(WORLD.length) : name;
}

export function infoOf(manifest: RulesetManifest, name: string): VariableInfo | null {
  return manifest.variables[name] ?? manifest.variables[bare(name)] ?? null;
}

/** Its value now as our side sees it, or null where it sees nothing. */
export function valueIn(view: View, name: string): number | null {
  if (isWorld(name)) return view.world[bare(name)] ?? null;
  return view.own[name] ?? view.perceived[name]?.value ?? null;
}

export function estimateIn(view: View, name: string): Estimate | null {
  return view.rival[name] ?? null;
}

function valueThen(past: Past, name: string): number | null {
  if (isWorld(name)) return past.world[bare(name)] ?? null;
  return past.own[name] ?? past.perceived[name]?.value ?? null;
}

export interface Point {
  turn: number;
  value: number;
}

/** The values at the start of each turn so far, the present one last. */
export function seriesOf(view: View, name: string): Point[] {
  const points = view.history.flatMap((past) => {
    const value = valueThen(past, name);
    return value === null || past.turn >= view.turn ? [] : [{ turn: past.turn, value }];
  });
  const now = valueIn(view, name);
  return now === null ? points : [...points, { turn: view.turn, value: now }];
}

/** Shares of one are read as percentages. */
export function isShare(info: VariableInfo | null): boolean {
  return info?.unit === 'share';
}

export function showValue(value: number, info: VariableInfo | null, language: string): string {
  if (isShare(info)) return percent(value, language);
  const shown = number(value, language);
  return info?.unit === '%' ? `${shown}%` : shown;
}

export function showChange(change: number, info: VariableInfo | null, language: string): string {
  if (isShare(info)) return signedPoints(change, language);
  return signed(change, language, Math.abs(change) >= 20 ? 0 : 1);
}
