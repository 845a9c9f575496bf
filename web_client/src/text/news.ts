/** News as sentences of the ruleset; what it has no words for is told plainly. */
import type { NewsItem } from '../model/news';
import { isShare, showValue } from '../model/variables';
import { m } from '../paraglide/messages.js';
import type { RulesetManifest } from '../wire';
import { number, percent } from './format';
import { headlineWords } from './headline';
import { language } from './language.svelte';
import type { RulesetWords } from './ruleset.svelte';

export function newsWords(item: NewsItem, manifest: RulesetManifest, words: RulesetWords): string {
  if (item.kind === 'headline') return headlineWords(item.headline, words);
  const { name, change, cause } = item.moved;
  const info = manifest.variables[name] ?? null;
  const step = Math.abs(change.after - change.before);
  const args = {
    name: words.say(`var.${name}.name`),
    past: showValue(change.before, info, language()),
    now: showValue(change.after, info, language()),
    by: isShare(info) ? percent(step, language(), step < 0.0995 ? 1 : 0) : number(step, language()),
    cause: cause ? words.part(name, cause.key) : m.part_other(),
  };
  const rose = change.after > change.before;
  const own = words.maybe(`moved.${name}.${rose ? 'up' : 'down'}`, args);
  return own || (rose ? m.news_up(args) : m.news_down(args));
}
