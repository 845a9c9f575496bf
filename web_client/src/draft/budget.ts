/** Budget arithmetic in integer tenths of a point. Pure; the server's rules have the last word. */
import type { InstrumentInfo, LeverInfo, ProjectInfo, RulesetManifest, Side, StanceInfo, View } from '../wire';
import type { Fields } from './optimistic';

export type Amounts = Readonly<Record<string, number>>;
export type Choices = Readonly<Record<string, string>>;

/** One receiver of a distribution: at most `cap` tenths, in proportion to `weight`. */
export interface Share {
  key: string;
  weight: number;
  cap: number;
}

export function sum(amounts: Amounts): number {
  return Object.values(amounts).reduce((total, amount) => total + amount, 0);
}

/** What the chosen stances cost: each one that differs from the stance in force has its price. */
export function stanceCost(stances: readonly StanceInfo[], inForce: Choices, chosen: Choices): number {
  return changedStances(stances, inForce, chosen).reduce((total, stance) => total + stance.cost, 0);
}

/** What this turn's instalments cost our side. */
export function projectCost(projects: readonly ProjectInfo[], side: Side, paying: Fields['projects']): number {
  return projects.reduce((total, { key, cost }) => total + (paying[key] ? (cost[side] ?? 0) : 0), 0);
}

/** Tenths of the budget that `orders` leave free; negative when they ask for more than there is. */
export function leftOver(view: View, manifest: RulesetManifest, side: Side, orders: Fields): number {
  const stances = stanceCost(manifest.stances, view.stances, orders.stances);
  const projects = projectCost(manifest.projects ?? [], side, orders.projects);
  return (view.budget?.total ?? 0) - sum(orders.instruments) - stances - projects;
}

export function changedStances(
  stances: readonly StanceInfo[],
  inForce: Choices,
  chosen: Choices,
): readonly StanceInfo[] {
  return stances.filter(({ key }) => (chosen[key] ?? inForce[key]) !== inForce[key]);
}

/**
 * Split `total` tenths over `shares` by weight, never above a cap, without losing a tenth while a cap leaves room.
 * Rounding goes to the largest remainders, ties to the earlier share.
 */
export function distribute(total: number, shares: readonly Share[]): Record<string, number> {
  const given: Record<string, number> = {};
  let rest = Math.min(Math.max(0, Math.round(total)), capacity(shares));
  let open = [...shares];
  for (;;) {
    const ideal = idealShares(rest, open);
    const full = open.filter((share, i) => (ideal[i] ?? 0) >= share.cap);
    if (full.length === 0 || open.length === 0) {
      return { ...given, ...roundShares(rest, open, ideal) };
    }
    for (const share of full) {
      given[share.key] = share.cap;
      rest -= share.cap;
    }
    open = open.filter((share) => !full.includes(share));
  }
}

function capacity(shares: readonly Share[]): number {
  return shares.reduce((room, share) => room + share.cap, 0);
}

function idealShares(total: number, shares: readonly Share[]): number[] {
  const weights = shares.reduce((all, share) => all + share.weight, 0);
  return shares.map((share) => (weights > 0 ? (total * share.weight) / weights : total / shares.length));
}

function roundShares(total: number, shares: readonly Share[], ideal: readonly number[]): Record<string, number> {
  const floors = ideal.map((amount) => Math.floor(amount + 1e-9));
  let missing = total - floors.reduce((all, amount) => all + amount, 0);
  const byRemainder = shares
    .map((_, i) => i)
    .sort((a, b) => (ideal[b] ?? 0) - (floors[b] ?? 0) - ((ideal[a] ?? 0) - (floors[a] ?? 0)) || a - b);
  for (const i of byRemainder) {
    if (missing <= 0) break;
    floors[i] = (floors[i] ?? 0) + 1;
    missing -= 1;
  }
  return Object.fromEntries(shares.map((share, i) => [share.key, floors[i] ?? 0]));
}

export function capOf(instrument: InstrumentInfo, side: Side): number {
  return instrument.cap[side] ?? 0;
}

export function leverTotal(lever: LeverInfo, amounts: Amounts): number {
  return lever.instruments.reduce((total, { key }) => total + (amounts[key] ?? 0), 0);
}

export function leverCap(lever: LeverInfo, side: Side): number {
  return lever.instruments.reduce((total, instrument) => total + capOf(instrument, side), 0);
}

/** The most the lever may hold when `left` tenths of the budget are free. */
export function leverMax(lever: LeverInfo, side: Side, amounts: Amounts, left: number): number {
  return Math.max(0, Math.min(leverCap(lever, side), leverTotal(lever, amounts) + left));
}

export function instrumentMax(instrument: InstrumentInfo, side: Side, amounts: Amounts, left: number): number {
  return Math.max(0, Math.min(capOf(instrument, side), (amounts[instrument.key] ?? 0) + left));
}

/**
 * The lever's instruments after moving the whole lever to `wanted` tenths. A mix that a player tuned keeps its
 * proportions; otherwise the ruleset's split holds.
 */
export function moveLever(lever: LeverInfo, side: Side, amounts: Amounts, wanted: number): Record<string, number> {
  const bySplit = lever.instruments.map((i) => ({ key: i.key, weight: i.split, cap: capOf(i, side) }));
  const now = leverTotal(lever, amounts);
  const untouched = distribute(now, bySplit);
  const tuned = now > 0 && lever.instruments.some(({ key }) => (amounts[key] ?? 0) !== untouched[key]);
  const shares = tuned ? bySplit.map((share) => ({ ...share, weight: amounts[share.key] ?? 0 })) : bySplit;
  return distribute(wanted, shares);
}

/** `amounts` less `missing` tenths in all, each giving in proportion to what it holds; null when they hold too little. */
export function makeRoom(amounts: Amounts, missing: number): Record<string, number> | null {
  const total = sum(amounts);
  if (missing > total) return null;
  const shares = Object.entries(amounts).map(([key, amount]) => ({ key, weight: amount, cap: amount }));
  return distribute(total - missing, shares);
}

/** A slider's raw value brought to half points, except at its end, which is always reachable. */
export function snap(value: number, max: number, step = 5): number {
  if (value >= max) return max;
  return Math.min(max, Math.max(0, Math.round(value / step) * step));
}

/** Where the next press of an arrow key takes a slider: to the next multiple of `step`, within 0 and `max`. */
export function stepFrom(value: number, direction: 1 | -1, max: number, step: number): number {
  const next = direction > 0 ? Math.floor(value / step + 1) * step : Math.ceil(value / step - 1) * step;
  return Math.min(max, Math.max(0, next));
}
