/** What a step of the guide says: in the ruleset's own words, or in ours. */
import type { Step } from '../../model/guide';
import { showValue, valueIn } from '../../model/variables';
import { m } from '../../paraglide/messages.js';
import { language } from '../../text/language.svelte';
import type { RulesetWords } from '../../text/ruleset.svelte';
import type { RulesetManifest, View } from '../../wire';

/** `left`: points not yet placed, in tenths. */
export function stepWords(
  step: Step,
  view: View,
  manifest: RulesetManifest,
  words: RulesetWords,
  left: number,
): string {
  const value = valueIn(view, step.about);
  const args = {
    name: nameOf(step, words),
    value: value === null ? '' : showValue(value, manifest.variables[step.about] ?? null, language()),
  };
  const ours = {
    bottleneck: m.guide_bottleneck,
    why: m.guide_why,
    lever: left > 0 ? m.guide_lever : m.guide_lever_full,
    forecast: m.guide_forecast,
    sign: m.guide_sign,
  };
  return words.maybe(`guide.${step.key}`, args) || ours[step.key](args);
}

export function shortWords(step: Step, words: RulesetWords): string {
  const ours = {
    bottleneck: m.guide_short_bottleneck,
    why: m.guide_short_why,
    lever: m.guide_short_lever,
    forecast: m.guide_short_forecast,
    sign: m.guide_short_sign,
  };
  return ours[step.key]({ name: nameOf(step, words) });
}

function nameOf(step: Step, words: RulesetWords): string {
  if (!step.about) return '';
  return words.say(step.key === 'lever' ? `lever.${step.about}.name` : `var.${step.about}.name`);
}
