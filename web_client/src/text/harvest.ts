/** Words for when points pay. */
import type { Pays } from '../model/harvest';
import { m } from '../paraglide/messages.js';
import type { RulesetManifest } from '../wire';
import type { RulesetWords } from './ruleset.svelte';

/** `short` stands beside a slider, `long` says what is meant. */
export interface PaysWords {
  short: string;
  long: string;
}

export function paysWords(pays: Pays, { turns }: RulesetManifest, words: RulesetWords): PaysWords {
  if (pays.kind === 'never') return { short: m.pays_never(), long: m.pays_never_long() };
  const gauge = pays.gauge && words.say(`var.${pays.gauge}.name`);
  const key = pays.turn !== null ? turns[pays.turn - 1]?.key : undefined;
  if (key === undefined) {
    return gauge
      ? { short: m.works_end(), long: m.works_end_long({ gauge }) }
      : { short: m.pays_end(), long: m.pays_end_long() };
  }
  const turn = words.say(`turn.${key}`);
  return gauge
    ? { short: m.works_in({ turns: pays.turns }), long: m.works_in_long({ turn, gauge }) }
    : { short: m.pays_in({ turns: pays.turns }), long: m.pays_in_long({ turn }) };
}
