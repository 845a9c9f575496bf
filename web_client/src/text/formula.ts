/** The little words of a formula, and the names in it, in the language of the screen. */
import { scoped } from '../model/formula';
import { m } from '../paraglide/messages.js';
import type { RulesetManifest } from '../wire';
import type { RulesetWords } from './ruleset.svelte';

const FUNCTIONS: Readonly<Record<string, () => string>> = {
  min: m.formula_min,
  max: m.formula_max,
  clamp: m.formula_clamp,
  exp: m.formula_exp,
  log: m.formula_log,
  sqrt: m.formula_sqrt,
  abs: m.formula_abs,
  floor: m.formula_floor,
  ratio: m.formula_ratio,
  step: m.formula_step,
  smooth: m.formula_smooth,
  total: m.formula_total,
  highest: m.formula_highest,
  lowest: m.formula_lowest,
};
const LITTLE: Readonly<Record<string, () => string>> = {
  if: m.formula_if,
  else: m.formula_else,
  and: m.formula_and,
  or: m.formula_or,
  not: m.formula_not,
};

export function callWord(word: string): string {
  const little = LITTLE[word];
  return little ? ` ${little()} ` : (FUNCTIONS[word]?.() ?? word);
}

/** Words for a name as written in a formula: instruments, stances, events and variables each have theirs. */
export function nameWords(written: string, manifest: RulesetManifest, words: RulesetWords): string {
  const { scope, when, kind, name } = scoped(written);
  const plain = baseWords(kind, name, manifest, words);
  const after = when === 'after' ? m.formula_after({ name: plain }) : plain;
  if (scope === 'washington' || scope === 'beijing') return m.formula_side({ side: words.side(scope), name: after });
  return scope === 'rival' ? m.formula_rival({ name: after }) : after;
}

function baseWords(kind: string, name: string, manifest: RulesetManifest, words: RulesetWords): string {
  if (kind === 'stance') return words.say(`stance.${name}.name`);
  if (kind === 'changed') return m.formula_changed({ name: words.say(`stance.${name}.name`) });
  if (kind === 'happened') return words.say(`event.${name}`);
  if (name === 'turn') return m.formula_turn();
  if (name === 'turns') return m.formula_turns();
  const isInstrument = manifest.levers.some((lever) => lever.instruments.some((i) => i.key === name));
  if (isInstrument) return m.formula_points({ name: words.say(`instrument.${name}.name`) });
  for (const key of [`var.${name}.name`, `param.${name}.name`]) if (words.has(key)) return words.say(key);
  return words.say(name);
}
