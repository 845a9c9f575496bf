/** Finding a named number of the ruleset in a view. Names are the same for our side and the world, and unique. Pure. */
import type { Change, Past, VariableInfo, View } from '../wire';
import { number, percent, signed, signedPoints } from '../text/format';

/** Its value now, or last turn's for what exists only during a turn; null where our side sees nothing. */
export function valueIn(view: View, name: string): number | null {
  const { own, world, perceived, report } = view;
  const now = own[name] ?? world[name] ?? perceived[name]?.value;
  return now ?? report?.values[name] ?? report?.world_values[name] ?? null;
}

/** How it moved in the turn just resolved, for stocks. */
export function changeIn(view: View, name: string): Change | null {
  return view.report?.own[name] ?? view.report?.world[name] ?? null;
}

function valueThen(past: Past, name: string): number | null {
  return past.own[name] ?? past.world[name] ?? past.perceived[name]?.value ?? null;
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
  const now = view.own[name] ?? view.world[name] ?? view.perceived[name]?.value;
  return now === undefined ? points : [...points, { turn: view.turn, value: now }];
}

/** What we held the rival's number to be at the start of each turn so far, the present one last. */
export function rivalSeries(view: View, name: string): Point[] {
  const past = view.history.flatMap(({ turn, rival }) => {
    const value = rival[name]?.value;
    return value === undefined || turn >= view.turn ? [] : [{ turn, value }];
  });
  const now = view.rival[name]?.value;
  return now === undefined ? past : [...past, { turn: view.turn, value: now }];
}

/** Shares of one are read as percentages. */
export function isShare(info: VariableInfo | null): boolean {
  return info?.unit === 'share';
}

export function showValue(value: number, info: VariableInfo | null, language: string): string {
  if (isShare(info)) return percent(value, language);
  const shown = number(value, language, Number.isInteger(value) ? 0 : undefined);
  return info?.unit === '%' ? `${shown}%` : shown;
}

export function showChange(change: number, info: VariableInfo | null, language: string): string {
  if (isShare(info)) return signedPoints(change, language);
  return signed(change, language, Math.abs(change) >= 20 || Number.isInteger(change) ? 0 : 1);
}

/** Whether a change is too small to be shown with the digits used. */
export function isStill(change: number, info: VariableInfo | null): boolean {
  return Math.abs(change) < (isShare(info) ? 0.0005 : 0.05);
}
