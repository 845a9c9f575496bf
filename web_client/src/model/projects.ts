/** Our projects as the board shows them. Pure. */
import type { ProjectInfo, ProjectView, RulesetManifest, Side, View } from '../wire';

export type Stage = 'running' | 'open' | 'closed' | 'done';

/**
 * Why no instalment can be paid now: gate lines not met, too few points, too many starts, all of ours paid and
 * waiting for the other side's, or a turn in which none may start (`turn`: the next in which one may).
 */
export type Obstacle =
  | { kind: 'needs'; lines: readonly string[] }
  | { kind: 'points'; missing: number }
  | { kind: 'starts'; most: number }
  | { kind: 'waits' }
  | { kind: 'staged'; turn: number }
  | { kind: 'shut' };

export interface ProjectCard {
  info: ProjectInfo;
  state: ProjectView;
  stage: Stage;
  /** Tenths an instalment costs us. */
  cost: number;
  paying: boolean;
  obstacle: Obstacle | null;
  /** Instalments of a joint project that the rival has paid and we have not, as far as we know. */
  awaited: number;
  /** The turn in which it is finished if each instalment is paid as soon as it can be, and none more is needed. */
  finishes: number;
}

const ORDER: readonly Stage[] = ['running', 'open', 'closed', 'done'];

/**
 * The projects that `side` may run: those under way first, then those that may begin, then the others. `left`: tenths
 * of the budget still free.
 */
export function projectCards(
  view: View,
  manifest: RulesetManifest,
  side: Side,
  paying: Readonly<Record<string, boolean>>,
  left: number,
): ProjectCard[] {
  const most = startsIn(manifest, view.turn);
  const ours = (manifest.projects ?? []).flatMap((info) => {
    const state = view.projects?.[info.key];
    return info.cost[side] === undefined || !state ? [] : [{ info, state, cost: info.cost[side] }];
  });
  const starts = ours.filter(({ info, state }) => paying[info.key] && !begun(state)).length;
  const cards = ours.map(({ info, state, cost }) => {
    const pays = paying[info.key] ?? false;
    const barrier = pays ? null : obstacle(state, cost, left, starts >= most ? most : null);
    const rival = info.joint ? (view.rival_projects?.[info.key]?.progress ?? 0) : 0;
    const awaited = Math.max(0, rival - state.progress - state.escrow);
    return {
      info,
      state,
      cost,
      paying: pays,
      stage: stageOf(state),
      obstacle: barrier,
      awaited,
      finishes: finishes(view, state),
    };
  });
  return cards.sort((a, b) => ORDER.indexOf(a.stage) - ORDER.indexOf(b.stage));
}

/** Most projects that a side may start in a turn. */
export function startsIn(manifest: RulesetManifest, turn: number): number {
  return manifest.turns[turn - 1]?.new_projects ?? manifest.new_projects ?? 1;
}

function finishes(view: View, state: ProjectView): number {
  const first = Math.max(view.turn, state.starts ?? 0);
  return first + Math.max(1, state.turns - state.progress) - 1;
}

/** Whether an instalment has been paid before this turn. */
export function begun(state: ProjectView): boolean {
  return state.progress > 0 || state.escrow > 0;
}

function stageOf(state: ProjectView): Stage {
  if (state.done) return 'done';
  if (begun(state)) return 'running';
  return state.open ? 'open' : 'closed';
}

function obstacle(state: ProjectView, cost: number, left: number, startsTaken: number | null): Obstacle | null {
  if (state.done) return null;
  if (!state.open && state.escrow > 0) return { kind: 'waits' };
  if (!state.open && state.starts) return { kind: 'staged', turn: state.starts };
  if (!state.open) return state.unmet.length > 0 ? { kind: 'needs', lines: state.unmet } : { kind: 'shut' };
  if (!begun(state) && startsTaken !== null) return { kind: 'starts', most: startsTaken };
  return cost > left ? { kind: 'points', missing: cost - left } : null;
}

/** How many instalments the projects of this turn take: for the badge. */
export function paidNow(cards: readonly ProjectCard[]): number {
  return cards.filter((card) => card.paying).length;
}
