/** Who holds up a table, as its facilitator sees it. Pure. */
import { SIDES, type Side, type TableBody } from '../wire';

export type Standing = 'waiting' | 'signed' | 'drafting' | 'away' | 'over';

export const membersOf = (table: TableBody, side: Side) => table.members.filter((member) => member.side === side);

export function standingOf(table: TableBody, side: Side): Standing {
  const { phase, committed } = table.clock;
  if (phase === 'over' || phase === 'waiting') return phase;
  if (committed[side]) return 'signed';
  const here = membersOf(table, side).some((member) => member.connected || member.bot !== null);
  return here ? 'drafting' : 'away';
}

/** How many of the tables in play at which somebody sits wait for a signature. */
export function unsigned(tables: readonly TableBody[]): number {
  const open = (table: TableBody, side: Side) => ['drafting', 'away'].includes(standingOf(table, side));
  const taken = (table: TableBody) => table.members.some((member) => member.bot === null);
  return tables.filter((table) => taken(table) && SIDES.some((side) => open(table, side))).length;
}
