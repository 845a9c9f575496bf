/** The words of the game with what they mean: the ruleset's gauges and beliefs, and the few that every game has. */
import type { Term } from '../model/glossary';
import { m } from '../paraglide/messages.js';
import type { RulesetManifest } from '../wire';
import type { RulesetWords } from './ruleset.svelte';

export function glossary(manifest: RulesetManifest, words: RulesetWords): Term[] {
  const beliefs = Object.values(manifest.variables).filter(({ timing }) => timing === 'perceived');
  const names = [...manifest.gauges, ...beliefs.map(({ name }) => name)];
  return [
    ...names.map((name) => ({ name: words.say(`var.${name}.name`), about: words.maybe(`var.${name}.help`) })),
    { name: m.term_par(), about: m.term_par_about() },
    { name: m.term_lead(), about: m.term_lead_about() },
    { name: m.term_lever(), about: m.term_lever_about() },
    { name: m.term_instrument(), about: m.term_instrument_about() },
    { name: m.term_stance(), about: m.term_stance_about() },
    { name: m.term_bottleneck(), about: m.term_bottleneck_about() },
    { name: m.term_estimate(), about: m.term_estimate_about() },
  ];
}
