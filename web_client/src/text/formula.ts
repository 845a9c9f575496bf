/** The little words of a formula, and the names in it, in the language of the screen. */
import { scoped, type ScopedName } from '../model/formula';
import { m } from '../paraglide/messages.js';
import { rivalOf, type RulesetManifest, type Side } from '../wire';
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
  const plain = baseWords(kind, name, manifest, words, whose(scope, words));
  const after = when === 'after' ? m.formula_after({ name: plain }) : plain;
  if (scope === 'washington' || scope === 'beijing') return m.formula_side({ side: words.side(scope), name: after });
  return scope === 'rival' ? m.formula_rival({ name: after }) : after;
}

/** Words for an option as a formula compares with it: of the stance or the draw beside it that has such an option. */
export function optionWords(
  written: string,
  near: readonly string[],
  manifest: RulesetManifest,
  words: RulesetWords,
): string {
  const option = written.slice(written.indexOf('.') + 1);
  for (const { kind, name } of near.map(scoped)) {
    const key = kind === 'stance' ? `stance.${name}.${option}.name` : `draw.${name}.${option}`;
    if (hasOption(kind, name, option, manifest)) return words.say(key);
  }
  return words.say(option);
}

function hasOption(kind: string, name: string, option: string, manifest: RulesetManifest): boolean {
  if (kind === 'stance') return manifest.stances.some((one) => one.key === name && one.options.includes(option));
  return kind === 'draw' && (manifest.choices ?? []).some((one) => one.key === name && option in one.options);
}

/** The side whose words fit a name; none for the world's. */
function whose(scope: ScopedName['scope'], words: RulesetWords): Side | null {
  if (scope === 'washington' || scope === 'beijing') return scope;
  return scope === 'rival' && words.of ? rivalOf(words.of) : words.of;
}

const ABOUT: Readonly<Record<string, { text: 'stance' | 'project' | 'deal'; say: (name: string) => string }>> = {
  stance: { text: 'stance', say: (name) => name },
  changed: { text: 'stance', say: (name) => m.formula_changed({ name }) },
  done: { text: 'project', say: (name) => m.formula_done({ name }) },
  paid: { text: 'project', say: (name) => m.formula_paid({ name }) },
  progress: { text: 'project', say: (name) => m.formula_progress({ name }) },
  deal: { text: 'deal', say: (name) => m.formula_deal({ name }) },
  signed: { text: 'deal', say: (name) => m.formula_signed({ name }) },
  broke: { text: 'deal', say: (name) => m.formula_broke({ name }) },
  caught: { text: 'deal', say: (name) => m.formula_caught({ name }) },
  left: { text: 'deal', say: (name) => m.formula_left({ name }) },
};

const TIME: Readonly<Record<string, () => string>> = {
  turn: m.formula_turn,
  turns: m.formula_turns,
  aftermath: m.formula_aftermath,
  'turn.years': m.formula_turn_years,
  'match.years': m.formula_match_years,
  'match.elapsed': m.formula_match_elapsed,
};

/** Where the ruleset may have a name for what a formula reads. */
const NAMED = ['var', 'param', 'draw', 'pipeline'] as const;

function baseWords(
  kind: string,
  name: string,
  manifest: RulesetManifest,
  words: RulesetWords,
  of: Side | null,
): string {
  const about = ABOUT[kind];
  if (about) return about.say(words.say(`${about.text}.${name}.name`, {}, of));
  if (kind === 'draw') return words.say(`draw.${name}.name`, {}, of);
  if (kind === 'happened') return words.say(`event.${name}`, {}, of);
  const time = TIME[name];
  if (time) return time();
  const isInstrument = manifest.levers.some((lever) => lever.instruments.some((i) => i.key === name));
  if (isInstrument) return m.formula_points({ name: words.say(`instrument.${name}.name`, {}, of) });
  const named = NAMED.map((part) => `${part}.${name}.name`).find((key) => words.has(key));
  return words.say(named ?? name, {}, of);
}
