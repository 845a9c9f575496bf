import { describe, expect, it } from 'vitest';
import type { NotedAction } from '../wire';
import { logLines } from './log';

const did = (at: number, action: NotedAction['action'], tables: number[], seconds: number | null = null) => ({
  at,
  action,
  tables,
  seconds,
});

describe('the log of a class', () => {
  it('counts from the first start and says which tables it was done to', () => {
    const lines = logLines(
      [did(90, 'chat_off', [1, 2, 3]), did(100, 'start', [3, 2, 1]), did(160.4, 'pause', [3, 1])],
      [1, 2, 3],
    );
    expect(lines).toEqual([
      { after: null, action: 'chat_off', tables: null, seconds: 0 },
      { after: 0, action: 'start', tables: null, seconds: 0 },
      { after: expect.closeTo(60.4) as number, action: 'pause', tables: [1, 3], seconds: 0 },
    ]);
  });

  it('adds up time that was given to the same tables in a row', () => {
    const lines = logLines(
      [
        did(0, 'start', [1, 2]),
        did(5, 'extend', [1], 60),
        did(6, 'extend', [1], 60),
        did(7, 'extend', [2], 60),
        did(9, 'pause', [2]),
        did(11, 'extend', [2], 60),
      ],
      [1, 2],
    );
    expect(lines.map(({ action, tables, seconds }) => [action, tables, seconds])).toEqual([
      ['start', null, 0],
      ['extend', [1], 120],
      ['extend', [2], 60],
      ['pause', [2], 0],
      ['extend', [2], 60],
    ]);
  });

  it('is empty where nothing was done', () => {
    expect(logLines([], [1])).toEqual([]);
  });
});
