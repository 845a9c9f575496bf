/** Roles in a team and lesson plans, as a ruleset has them. Pure. */
import type { LessonInfo, LessonStepInfo, RoleInfo, RulesetManifest, Side, TeamInfo } from '../wire';

/** The roles for so many people: a team of that size, else the next larger, else the largest. */
export function teamFor(manifest: RulesetManifest, members: number): TeamInfo | null {
  const teams = manifest.teams ?? [];
  return teams.find((team) => team.size >= members) ?? teams.at(-1) ?? null;
}

export interface Drafts {
  kind: 'lever' | 'stance' | 'project' | 'deal';
  keys: string[];
  /** Whether this is everything of its kind that the side has. */
  all: boolean;
}

/** What a role drafts that its side can use: no stance that never opens, nothing of the other side. */
export function draftsOf(role: RoleInfo, manifest: RulesetManifest, side: Side | null): Drafts[] {
  const stances = manifest.stances.filter(
    (stance) => stance.opens !== null && (side === null || (stance.side ?? side) === side),
  );
  const projects = (manifest.projects ?? []).filter(({ cost }) => side === null || cost[side] !== undefined);
  const chosen = (kind: Drafts['kind'], there: readonly { key: string }[], mine: readonly string[]): Drafts => {
    const keys = there.map(({ key }) => key).filter((key) => mine.includes(key));
    return { kind, keys, all: keys.length === there.length };
  };
  return [
    chosen('lever', manifest.levers, role.levers),
    chosen('stance', stances, role.stances),
    chosen('project', projects, role.projects),
    chosen('deal', manifest.deals ?? [], role.deals),
  ].filter(({ keys }) => keys.length > 0);
}

export interface Scheduled {
  step: LessonStepInfo;
  /** Counted from 1, as in the keys of its texts. */
  number: number;
  /** Minutes from the start of the lesson. */
  from: number;
  to: number;
}

/** The steps of a lesson with the minutes at which each begins and ends. */
export function scheduleOf(lesson: LessonInfo): Scheduled[] {
  let from = 0;
  return lesson.steps.map((step, at) => {
    const scheduled = { step, number: at + 1, from, to: from + step.minutes };
    from = scheduled.to;
    return scheduled;
  });
}
