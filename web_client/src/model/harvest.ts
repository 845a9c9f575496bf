/** When points pay that are placed now, as far as it is worth saying. Pure. */
import type { Harvests, Side } from '../wire';

/** `never`: nothing comes before the end. `turns` from now; `turn` by whose start it has come, null at the end. */
export type Pays = { kind: 'never' } | { kind: 'pays'; turns: number; turn: number | null; gauge: string | null };

/** What comes by the next turn is seen there: only what comes later is told. */
const SLOW = 2;

interface Asked {
  of: 'levers' | 'instruments';
  key: string;
  side: Side;
  turn: number;
  turns: number;
}

export function paysOf(harvests: Harvests | null, { of, key, side, turn, turns }: Asked): Pays | null {
  const harvest = harvests?.[of][side]?.[key]?.[turn - 1];
  if (!harvest) return null;
  if (harvest.turn === null) return { kind: 'never' };
  const wait = harvest.turn - turn;
  if (wait < SLOW) return null;
  return { kind: 'pays', turns: wait, turn: harvest.turn > turns ? null : harvest.turn, gauge: harvest.gauge };
}
