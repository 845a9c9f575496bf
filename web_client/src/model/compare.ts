/** The tables of a class beside each other, from what the debrief of each tells. Pure. */
import { SIDES, type Debrief, type LessonInfo, type Side } from '../wire';

/** How a table stood at a moment. `rung`: null where the ruleset has no ladder of harm. */
export interface Standing extends Record<Side, number> {
  rung: number | null;
  /** This is how the match ended. */
  over: boolean;
}

/** The start and each turn after it; a table that ended early stays as it ended. */
export function standingAt({ timeline, outcome }: Debrief, moment: number): Standing {
  const last = timeline.length - 1;
  const at = Math.min(moment, last);
  const over = at === last;
  const rung = timeline[at]?.world.rung;
  const [washington = 0, beijing = 0] = SIDES.map((side) =>
    over ? outcome.totals[side] : timeline[at]?.scores[side]?.total,
  );
  return { washington, beijing, rung: rung === undefined ? null : Math.round(rung), over };
}

/** How many tables came to each ending, the most first. */
export function endingsOf(debriefs: readonly Debrief[]): { ending: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { outcome } of debriefs) counts.set(outcome.ending, (counts.get(outcome.ending) ?? 0) + 1);
  return [...counts].map(([ending, count]) => ({ ending, count })).sort((a, b) => b.count - a.count);
}

/** At how many tables each side had the higher score, of those where anybody won. */
export function winsOf(debriefs: readonly Debrief[]): Record<Side, number> {
  const of = (side: Side) => debriefs.filter(({ outcome }) => outcome.winner === side).length;
  return { washington: of('washington'), beijing: of('beijing') };
}

/** The most moments that any of the tables has. */
export function momentsOf(debriefs: readonly Debrief[]): number {
  return Math.max(0, ...debriefs.map(({ timeline }) => timeline.length));
}

/** Keys of the questions of all lesson plans, those of the longest list first. */
export function questionKeys(lessons: readonly LessonInfo[]): string[] {
  const [most] = [...lessons].sort((a, b) => b.questions - a.questions);
  return most ? Array.from({ length: most.questions }, (_, i) => `lesson.${most.key}.question.${i + 1}`) : [];
}
