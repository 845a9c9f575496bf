/** The few sentences that tell how this match went, and its picture in words. */
import { greatest, leadOf } from '../model/story';
import type { Scene } from '../model/scene';
import { m } from '../paraglide/messages.js';
import type { RulesetManifest, TimelinePoint, TurningPoint } from '../wire';
import { whatItWas, whenItWas } from './moments';
import type { RulesetWords } from './ruleset.svelte';
import { language } from './language.svelte';

export function storyWords(
  timeline: readonly TimelinePoint[],
  turned: readonly TurningPoint[],
  manifest: RulesetManifest,
  words: RulesetWords,
  turnName: (turn: number) => string,
): string[] {
  const top = greatest(turned);
  return [
    leadWords(timeline, words),
    top ? m.story_turned({ turn: whenItWas(top, turnName), what: whatItWas(top, words) }) : '',
    harmWords(timeline, manifest),
  ].filter(Boolean);
}

function leadWords(timeline: readonly TimelinePoint[], words: RulesetWords): string {
  const { side, turns, of, changes } = leadOf(timeline);
  const led = side ? m.story_lead({ side: words.side(side), turns, of }) : m.story_even();
  const moved = changes === 0 ? m.story_never() : changes === 1 ? m.story_once() : m.story_often({ changes });
  return `${led}${language() === 'zh' ? '' : ' '}${moved}`;
}

function harmWords(timeline: readonly TimelinePoint[], manifest: RulesetManifest): string {
  const rung = timeline[timeline.length - 1]?.world.rung;
  const rungs = manifest.variables.rung?.maximum;
  return rung && rungs ? m.story_harm({ rung: Math.round(rung), rungs }) : '';
}

/** What the picture shows, for those who do not see it. */
export function sceneWords({ kind, ahead }: Scene, words: RulesetWords): string {
  const side = ahead ? words.side(ahead) : m.scene_both();
  const said = {
    breakaway: () => m.scene_breakaway({ side }),
    accord: m.scene_accord,
    breakthrough: () => m.scene_breakthrough({ side }),
    disaster: m.scene_disaster,
    horizon: m.scene_horizon,
    plain: m.scene_plain,
  };
  return said[kind]();
}
