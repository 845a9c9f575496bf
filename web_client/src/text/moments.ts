/** Turning points in plain words: what it was, and what it did. */
import { m } from '../paraglide/messages.js';
import { showValue } from '../model/variables';
import type { RulesetManifest, Side, TurningPoint } from '../wire';
import { number } from './format';
import { headlineWords } from './headline';
import { language } from './language.svelte';
import type { RulesetWords } from './ruleset.svelte';

/** Smaller changes are not told. */
const LEAST_POINTS = 0.95;
const LEAST_CHANCE = 0.05;

/** The name of its turn; a stroke of the year after the last turn has the name of that. */
export function whenItWas(point: TurningPoint, turnName: (turn: number) => string): string {
  return turnName(point.headline?.aftermath ? point.turn + 1 : point.turn);
}

export function whatItWas(point: TurningPoint, words: RulesetWords): string {
  if (point.headline) return headlineWords(point.headline, words);
  const side = point.side ? words.side(point.side) : '';
  const name = (kind: string) => words.say(`${kind}.${point.key}.name`, {}, point.side);
  if (point.kind === 'stance') {
    const option = words.say(`stance.${point.key}.${point.way}.name`, {}, point.side);
    return m.moment_stance({ side, stance: name('stance'), option });
  }
  if (point.kind === 'project') {
    return (point.way === 'began' ? m.moment_began : m.moment_stopped)({ side, project: name('project') });
  }
  if (point.kind === 'deal') {
    return point.way === 'signed'
      ? m.moment_signed({ deal: name('deal') })
      : m.moment_left({ side, deal: name('deal') });
  }
  return (point.way === 'more' ? m.moment_more : m.moment_less)({ side, lever: name('lever') });
}

/** One sentence for each thing that it changed by enough to be told, the largest first. */
export function whatItDid(point: TurningPoint, words: RulesetWords, manifest: RulesetManifest): string[] {
  return [
    ...scores(point, words),
    ...(Math.abs(point.danger) >= LEAST_CHANCE ? [danger(point)] : []),
    ...gauge(point, words, manifest),
  ];
}

function scores(point: TurningPoint, words: RulesetWords): string[] {
  const { margin, level } = point;
  if (Math.abs(margin) >= LEAST_POINTS && Math.abs(margin) >= Math.abs(level)) {
    const side: Side = margin > 0 ? 'washington' : 'beijing';
    return [m.moment_margin({ points: shown(margin), side: words.side(side) })];
  }
  if (Math.abs(level) < LEAST_POINTS) return [];
  return [(level > 0 ? m.moment_raised : m.moment_lowered)({ points: shown(level) })];
}

function danger(point: TurningPoint): string {
  return (point.danger > 0 ? m.moment_danger : m.moment_safer)({
    points: number(Math.abs(point.danger) * 100, language(), 0),
  });
}

function gauge(point: TurningPoint, words: RulesetWords, manifest: RulesetManifest): string[] {
  const { gauge } = point;
  if (!gauge) return [];
  const info = manifest.variables[gauge.name] ?? null;
  const owner = gauge.owner === 'world' ? null : gauge.owner;
  const name = words.say(`var.${gauge.name}.name`, {}, owner);
  const show = (value: number) => showValue(value, info, language());
  const [stood, without] = [show(gauge.stood), show(gauge.without)];
  if (stood === without) return [];
  const whose = owner ? m.moment_of({ name, side: words.side(owner) }) : name;
  return [m.moment_gauge({ name: whose, stood, without })];
}

function shown(points: number): string {
  return number(Math.abs(points), language(), Math.abs(points) < 9.5 ? 1 : 0);
}
