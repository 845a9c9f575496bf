/** What deals in force that bind us keep our orders from doing. Pure; the server's rules have the last word. */
import type { DealInfo, LeverInfo, RulesetManifest, Side, TermInfo, View } from '../wire';
import type { Fields } from './optimistic';

/** A term that binds our side now, and the deal it stands in. */
export interface Bound {
  deal: string;
  term: TermInfo;
}

export function isFor(term: TermInfo, side: Side): boolean {
  return term.side === null || term.side === side;
}

export function inForce(view: View, deal: DealInfo): boolean {
  return (view.deals?.[deal.key]?.turns_left ?? 0) > 0;
}

/** The terms of binding deals in force; they bind this turn also a side that leaves. */
export function boundsOn(view: View, manifest: RulesetManifest, side: Side): Bound[] {
  return (manifest.deals ?? [])
    .filter((deal) => deal.binding && inForce(view, deal))
    .flatMap((deal) => deal.terms.filter((term) => isFor(term, side)).map((term) => ({ deal: deal.key, term })));
}

/** The levers that `side` can use, with its instruments' caps lowered to what binding deals allow. */
export function usableLevers(manifest: RulesetManifest, side: Side, bounds: readonly Bound[]): LeverInfo[] {
  return manifest.levers
    .map((lever) => ({ ...lever, instruments: usable(lever, side, bounds) }))
    .filter((lever) => lever.instruments.length > 0);
}

function usable(lever: LeverInfo, side: Side, bounds: readonly Bound[]): LeverInfo['instruments'] {
  return lever.instruments
    .filter((instrument) => (instrument.cap[side] ?? 0) > 0)
    .map((instrument) => {
      const limit = capBound(instrument.key, bounds)?.most ?? Infinity;
      const cap = Math.min(instrument.cap[side] ?? 0, limit);
      return { ...instrument, cap: { ...instrument.cap, [side]: cap } };
    });
}

/** The terms of a deal that `orders` would break. Lines that only the rules can work out are left out. */
export function brokenTerms(
  view: View,
  manifest: RulesetManifest,
  deal: DealInfo,
  side: Side,
  orders: Fields,
): TermInfo[] {
  return deal.terms.filter((term) => {
    if (!isFor(term, side)) return false;
    const stance = manifest.stances.find(({ key }) => key === term.stance);
    if (stance) {
      const option = orders.stances[stance.key] ?? view.stances[stance.key] ?? '';
      return barredBy(stance, option, [{ deal: deal.key, term }]) !== null;
    }
    if (term.instrument === null) return false;
    const amount = orders.instruments[term.instrument] ?? 0;
    return amount < Number(term.at_least ?? 0) || amount > Number(term.at_most ?? Infinity);
  });
}

/** The lowest cap that a deal puts on an instrument, in tenths; null where none does. */
export function capBound(instrument: string, bounds: readonly Bound[]): { deal: string; most: number } | null {
  return bounds
    .flatMap(({ deal, term }) => {
      const most = term.instrument === instrument ? term.at_most : null;
      return typeof most === 'number' ? [{ deal, most }] : [];
    })
    .reduce<{ deal: string; most: number } | null>((low, next) => (low && low.most <= next.most ? low : next), null);
}

/** The deal that keeps our side from `option`, or null. */
export function barredBy(
  stance: { key: string; options: readonly string[] },
  option: string,
  bounds: readonly Bound[],
): string | null {
  const at = stance.options.indexOf(option);
  const place = (limit: string | number | null, or: number) =>
    typeof limit === 'string' ? stance.options.indexOf(limit) : or;
  const breaks = ({ term }: Bound) =>
    term.stance === stance.key && (at < place(term.at_least, 0) || at > place(term.at_most, Infinity));
  return bounds.find(breaks)?.deal ?? null;
}
