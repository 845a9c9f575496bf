/**
 * What the picture of the world shows, read from a view by well-known names. A ruleset without a name simply has no
 * such part in its picture. Pure.
 */
import { SIDES, rivalOf, type Estimate, type Side, type View } from '../wire';

/** A side as a stone. `compute` null: nothing known. `power`: need over supply, 1 = just met; null: not known. */
export interface Stone {
  side: Side;
  own: boolean;
  compute: Estimate | null;
  power: number | null;
  share: number | null;
  chips: Estimate | null;
  /** How open its models are: 0 closed … 1 fully open; null: no such stance. */
  openness: number | null;
  /** The barrier it has put up against the other side. */
  gate: { tier: number; tiers: number } | null;
}

export interface WorldPicture {
  stones: Record<Side, Stone>;
  /** Largest compute ever seen on either side: the measure of stone areas. */
  largest: number;
  largestChips: number;
  shares: Record<Side, number> | null;
  cooperation: number | null;
}

export interface StanceOptions {
  key: string;
  options: readonly string[];
}

export function worldPicture(view: View, stances: readonly StanceOptions[]): WorldPicture | null {
  const { side } = view;
  if (!side) return null;
  const rival = rivalOf(side);
  const own = ownStone(view, side, stances);
  const other = rivalStone(view, rival, stances);
  const shares = own.share !== null && other.share !== null ? { own: own.share, other: other.share } : null;
  return {
    stones: side === 'washington' ? { washington: own, beijing: other } : { washington: other, beijing: own },
    largest: largestEver(view, 'compute'),
    largestChips: largestEver(view, 'chips'),
    shares: shares && { washington: 0, beijing: 0, [side]: shares.own, [rival]: shares.other },
    cooperation: view.world.cooperation ?? null,
  };
}

function exactly(value: number | undefined): Estimate | null {
  return value === undefined ? null : { value, band: 0 };
}

function ownStone(view: View, side: Side, stances: readonly StanceOptions[]): Stone {
  return {
    side,
    own: true,
    compute: exactly(view.own.compute),
    power: ownPower(view),
    share: view.own.world_share ?? view.own.share ?? null,
    chips: exactly(view.own.chips),
    ...barriers(view.stances, stances),
  };
}

function rivalStone(view: View, side: Side, stances: readonly StanceOptions[]): Stone {
  const met = view.rival.power_met;
  return {
    side,
    own: false,
    compute: view.rival.compute ?? null,
    power: met && met.value > 0 ? 1 / met.value : null,
    share: (view.rival.world_share ?? view.rival.share)?.value ?? null,
    chips: view.rival.chips ?? null,
    ...barriers(view.rival_stances, stances),
  };
}

function ownPower(view: View): number | null {
  const { power_need: need, power, power_met: met } = view.own;
  if (need !== undefined && power !== undefined && power > 0) return need / power;
  return met !== undefined && met > 0 ? 1 / met : null;
}

function barriers(
  chosen: Readonly<Record<string, string>>,
  stances: readonly StanceOptions[],
): Pick<Stone, 'openness' | 'gate'> {
  const rank = (key: string) => {
    const stance = stances.find((s) => s.key === key);
    const at = stance?.options.indexOf(chosen[key] ?? '') ?? -1;
    return stance && at >= 0 ? { at, last: stance.options.length - 1 } : null;
  };
  const openness = rank('openness');
  const trade = rank('trade');
  return {
    openness: openness && openness.last > 0 ? openness.at / openness.last : null,
    gate: trade && { tier: trade.at, tiers: trade.last },
  };
}

function largestEver(view: View, name: string): number {
  const own = [view.own[name], ...view.history.map((past) => past.own[name])];
  const rival = [view.rival[name], ...view.history.map((past) => past.rival[name])];
  const seen = [...own, ...rival.map((estimate) => estimate?.value)].filter((value) => value !== undefined);
  return Math.max(1, ...seen);
}

/** Radius of a stone whose area is `compute` when the largest has radius `most`; never too small to carry a number. */
export function stoneRadius(compute: number, largest: number, most: number): number {
  return Math.max(most * 0.3, most * Math.sqrt(Math.max(0, compute) / largest));
}

/** The world's symbols of two per cent each: Washington's, nobody's, Beijing's. They always add up to fifty. */
export function worldSymbols(shares: Record<Side, number>): { washington: number; neither: number; beijing: number } {
  const [washington = 0, beijing = 0] = SIDES.map((side) => Math.round(Math.min(1, Math.max(0, shares[side])) * 50));
  const room = Math.max(0, 50 - washington);
  return { washington, beijing: Math.min(beijing, room), neither: room - Math.min(beijing, room) };
}
