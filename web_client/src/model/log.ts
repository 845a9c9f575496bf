/** What a facilitator did to the tables of a class, for looking back. Pure. */
import type { NotedAction } from '../wire';

export interface LogLine {
  /** Seconds since the first table started; null before. */
  after: number | null;
  action: NotedAction['action'];
  /** Null when it was done to all tables. */
  tables: readonly number[] | null;
  /** How much time was given; several extensions in a row of the same tables are one. */
  seconds: number;
}

/** The lines in their order. `all`: the numbers of all tables. */
export function logLines(noted: readonly NotedAction[], all: readonly number[]): LogLine[] {
  const begun = noted.find(({ action }) => action === 'start')?.at ?? null;
  const lines: LogLine[] = [];
  for (const { at, action, tables, seconds } of noted) {
    const after = begun === null || at < begun ? null : at - begun;
    const line = { after, action, tables: isAll(tables, all) ? null : [...tables].sort((a, b) => a - b) };
    const last = lines.at(-1);
    if (last && action === 'extend' && last.action === 'extend' && String(last.tables) === String(line.tables))
      last.seconds += seconds ?? 0;
    else lines.push({ ...line, seconds: seconds ?? 0 });
  }
  return lines;
}

function isAll(tables: readonly number[], all: readonly number[]): boolean {
  return all.length > 0 && all.every((table) => tables.includes(table));
}
