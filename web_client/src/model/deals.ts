/** The deals as the board shows them. Pure. */
import { inForce } from '../draft/bounds';
import { rivalOf, type DealInfo, type DealView, type RulesetManifest, type Side, type View } from '../wire';

/** Where a deal stands: in force, offered by the rival or by us last turn, free to be offered, locked or not met. */
export type Standing = 'force' | 'offered' | 'waiting' | 'open' | 'locked' | 'closed';

export interface DealCard {
  info: DealInfo;
  state: DealView;
  standing: Standing;
  /** Whether our side signs this turn, or keeps its signature. */
  signing: boolean;
}

const ORDER: readonly Standing[] = ['force', 'offered', 'waiting', 'open', 'locked', 'closed'];

/** Those in force first, then what asks for an answer, then the others. */
export function dealCards(
  view: View,
  manifest: RulesetManifest,
  side: Side,
  signed: Readonly<Record<string, boolean>>,
): DealCard[] {
  const cards = (manifest.deals ?? []).flatMap((info) => {
    const state = view.deals?.[info.key];
    if (!state) return [];
    return [{ info, state, standing: standingOf(state, side), signing: signed[info.key] ?? false }];
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

/** Deals that want a look: the rival's offers not yet answered, and those in force that our orders would leave. */
export function wantsAnswer(cards: readonly DealCard[]): number {
  return cards.filter((c) => (c.standing === 'offered' || c.standing === 'force') && !c.signing).length;
}

export function dealsInForce(view: View, manifest: RulesetManifest): DealInfo[] {
  return (manifest.deals ?? []).filter((deal) => inForce(view, deal));
}
