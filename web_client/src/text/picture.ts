/** The picture of the world in words: its labels, and the sentence that says it to those who do not see it. */
import type { Stone, WorldPicture } from '../model/picture';
import { m } from '../paraglide/messages.js';
import { SIDES, type Side } from '../wire';
import { number, percent } from './format';
import { language } from './language.svelte';
import type { RulesetWords } from './ruleset.svelte';

/** How its need for power is met, and the detail below it. */
export function powerWords({ power }: Stone): [string, string] {
  if (power === null) return [m.picture_power_hidden(), ''];
  if (power <= 1.005) return [m.picture_power_enough(), m.picture_power_used({ share: percent(power, language()) })];
  return [
    m.picture_power_met({ share: percent(1 / power, language()) }),
    m.picture_power_short({ share: percent(power - 1, language()) }),
  ];
}

export function computeLabel({ compute }: Stone, words: RulesetWords): string {
  const name = words.say('var.compute.name').toLocaleLowerCase();
  if (!compute || compute.band === 0) return name;
  const band = compute.value > 0 ? percent(compute.band / compute.value, language()) : '';
  return m.picture_compute_estimate({ compute: name, band });
}

export function sharesWords(shares: Record<Side, number> | null, words: RulesetWords): string {
  if (!shares) return '';
  return m.picture_shares({
    washington: words.side('washington'),
    w: percent(shares.washington, language()),
    neither: percent(Math.max(0, 1 - shares.washington - shares.beijing), language()),
    beijing: words.side('beijing'),
    b: percent(shares.beijing, language()),
  });
}

/** All of it in one sentence. */
export function pictureWords(picture: WorldPicture, words: RulesetWords): string {
  const sides = SIDES.map((side) => stoneWords(picture.stones[side], words));
  return [m.picture_title(), ...sides, sharesWords(picture.shares, words)].filter(Boolean).join(' ');
}

function stoneWords(stone: Stone, words: RulesetWords): string {
  const compute = stone.compute ? number(stone.compute.value, language()) : m.picture_unknown();
  const about = stone.compute && stone.compute.band > 0 ? m.about({ value: compute }) : compute;
  const power = powerWords(stone).filter(Boolean).join(', ');
  return m.picture_side_spoken({ side: words.side(stone.side), compute: about, power });
}
