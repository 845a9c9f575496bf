/** The deals as the board shows them. Pure. */
import { brokenTerms, inForce } from '../draft/bounds';
import type { Fields } from '../draft/optimistic';
import {
  rivalOf,
  type DealInfo,
  type DealView,
  type RulesetManifest,
  type Side,
  type TermInfo,
  type View,
} from '../wire';

/** Where a deal stands: in force, offered by the rival or by us last turn, free to be offered, locked or not met. */
export type Standing = 'force' | 'offered' | 'waiting' | 'open' | 'locked' | 'closed';

export interface DealCard {
  info: DealInfo;
  state: DealView;
  standing: Standing;
  /** Whether our side signs this turn, or keeps its signature. */
  signing: boolean;
  /** Terms that our orders break while it is in force; they may, where it is on trust. */
  broken: readonly TermInfo[];
}

const ORDER: readonly Standing[] = ['force', 'offered', 'waiting', 'open', 'locked', 'closed'];

/** Those in force first, then what asks for an answer, then the others. */
export function dealCards(view: View, manifest: RulesetManifest, side: Side, orders: Fields): DealCard[] {
  const cards = (manifest.deals ?? []).flatMap((info) => {
    const state = view.deals?.[info.key];
    if (!state) return [];
    const standing = standingOf(state, side);
    const broken = standing === 'force' ? brokenTerms(view, manifest, info, side, orders) : [];
    return [{ info, state, standing, signing: orders.deals[info.key] ?? false, broken }];
  });
  return cards.sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing));
}

function standingOf(state: DealView, side: Side): Standing {
  if (state.turns_left > 0) return 'force';
  if (state.locked > 0) return 'locked';
  if (!state.open) return 'closed';
  if (state.offers.includes(rivalOf(side))) return 'offered';
  return state.offers.includes(side) ? 'waiting' : 'open';
}

/** Deals that want a look: offers not yet answered, and those in force that our orders would leave or break. */
export function wantsAnswer(cards: readonly DealCard[]): number {
  const left = (c: DealCard) => (c.standing === 'offered' || c.standing === 'force') && !c.signing;
  return cards.filter((c) => left(c) || c.broken.length > 0).length;
}

export function dealsInForce(view: View, manifest: RulesetManifest): DealInfo[] {
  return (manifest.deals ?? []).filter((deal) => inForce(view, deal));
}
