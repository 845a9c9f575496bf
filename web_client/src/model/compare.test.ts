import { describe, expect, it } from 'vitest';
import type { Debrief, LessonInfo, Side } from '../wire';
import { endingsOf, momentsOf, questionKeys, standingAt, winsOf } from './compare';

function played(totals: readonly (readonly [number, number])[], ending: string, winner: Side | null): Debrief {
  const timeline = totals.map(([w, b], turn) => ({
    turn: turn + 1,
    world: { rung: turn * 0.6 },
    scores: { washington: { total: w }, beijing: { total: b } },
  }));
  const [w, b] = totals.at(-1) ?? [0, 0];
  return { timeline, outcome: { ending, winner, totals: { washington: w + 1, beijing: b } } } as unknown as Debrief;
}

const long = played([[50, 50], [52, 48], [60, 40]], 'breakaway', 'washington'); // prettier-ignore
const short = played([[50, 50], [30, 30]], 'catastrophe', null); // prettier-ignore

describe('tables beside each other', () => {
  it('stand at the same moment, and one that ended early stays as it ended', () => {
    expect(standingAt(long, 1)).toEqual({ washington: 52, beijing: 48, rung: 1, over: false });
    expect(standingAt(short, 1)).toEqual({ washington: 31, beijing: 30, rung: 1, over: true });
    expect(standingAt(short, 2)).toEqual(standingAt(short, 1));
    expect(momentsOf([short, long])).toBe(3);
    expect(momentsOf([])).toBe(0);
  });

  it('end with the final score and not with the last that was seen on the way', () => {
    expect(standingAt(long, 2)).toMatchObject({ washington: 61, over: true });
  });

  it('have no rung where there is no ladder', () => {
    const [start] = short.timeline;
    const plain: Debrief = { ...short, timeline: [{ ...start, world: {} }] };
    expect(standingAt(plain, 0).rung).toBeNull();
  });

  it('are counted by ending and by who had the higher score', () => {
    expect(endingsOf([short, long, long])).toEqual([
      { ending: 'breakaway', count: 2 },
      { ending: 'catastrophe', count: 1 },
    ]);
    expect(winsOf([short, long, long])).toEqual({ washington: 2, beijing: 0 });
  });

  it('are asked the questions of the plan that has the most', () => {
    const plans = [{ key: 'short', questions: 1 }, { key: 'long', questions: 2 }] as unknown as LessonInfo[]; // prettier-ignore
    expect(questionKeys(plans)).toEqual(['lesson.long.question.1', 'lesson.long.question.2']);
    expect(questionKeys([])).toEqual([]);
  });
});
