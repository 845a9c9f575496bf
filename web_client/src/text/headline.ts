/** A headline as a sentence of the ruleset, its shares, sides and options in words. */
import type { Headline } from '../wire';
import type { RulesetWords } from './ruleset.svelte';
import type { Args } from './words';

export function headlineWords(headline: Headline, words: RulesetWords): string {
  const sides: Args = headline.side
    ? { side: words.side(headline.side), rival: words.side(headline.side === 'washington' ? 'beijing' : 'washington') }
    : {};
  const key = `${headline.kind}.${headline.key}`;
  const args = Object.entries(headline.args).map(([name, value]) => [
    name,
    words.option(`${key}.${name}`, value) ?? value,
  ]);
  return words.say(key, { ...(Object.fromEntries(args) as Args), ...sides }, headline.side ?? words.of);
}
