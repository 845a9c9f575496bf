/** The guide through a player's first turn: a few small steps, each done by doing the real thing. Pure. */
import { leverTotal } from '../draft/budget';
import type { Fields } from '../draft/optimistic';
import type { Forecast, LeverInfo, RulesetManifest, Side, View } from '../wire';
import { aheadOf, isMoved } from './forecast';
import { firstGauges, isTight } from './gauges';
import { valueIn } from './variables';

export interface Step {
  key: 'bottleneck' | 'why' | 'lever' | 'forecast' | 'sign';
  /** What the step is about: a name of the ruleset. */
  about: string;
  /** The control that it points at: the value of its `data-guide`. */
  target: string;
  done: boolean;
}

/** What somebody has looked at so far. */
export interface Looked {
  /** Opened the why of a number. */
  once: boolean;
  /** Did so after an order was changed. */
  afterMoving: boolean;
}

export interface Situation {
  view: View;
  side: Side;
  manifest: RulesetManifest;
  /** The levers that the side can use. */
  levers: readonly LeverInfo[];
  orders: Fields;
  /** Whether the server gives forecasts; the first comes a moment after the page. */
  forecasts: boolean;
  forecast: Forecast | null;
  committed: boolean;
  looked: Looked;
}

/** The steps in their order. Roles decide what they point at, never the names of one ruleset. */
export function guideSteps(situation: Situation): Step[] {
  const { looked, committed } = situation;
  const number = numberStep(situation);
  const lever = leverFor(situation, number?.about ?? '');
  const moved = hasMoved(situation);
  const ahead = forecastGauge(situation);
  const steps: (Step | null)[] = [
    number && { ...number, done: looked.once },
    lever && { key: 'lever', about: lever.key, target: `lever:${lever.key}`, done: moved },
    ahead === null
      ? null
      : { key: 'forecast', about: ahead, target: `gauge:${ahead}`, done: moved && looked.afterMoving },
    { key: 'sign', about: '', target: 'sign', done: committed },
  ];
  return steps.filter((step) => step !== null);
}

function numberStep({ view, manifest }: Situation): Step | null {
  const seen = firstGauges(view, manifest).filter((name) => valueIn(view, name) !== null);
  const short = seen.find((name) => isTight(manifest, name, valueIn(view, name)));
  if (short) return { key: 'bottleneck', about: short, target: `gauge:${short}`, done: false };
  const [first] = seen;
  return first === undefined ? null : { key: 'why', about: first, target: `gauge:${first}`, done: false };
}

/** The lever that is about what the first step points at, else the first one. */
function leverFor({ levers, manifest }: Situation, about: string): LeverInfo | null {
  const systems = manifest.variables[about]?.systems ?? [];
  const fitting = levers.find((lever) =>
    lever.instruments.some((instrument) => instrument.systems?.some((system) => systems.includes(system))),
  );
  return (about === manifest.bottleneck ? fitting : undefined) ?? levers[0] ?? null;
}

export function hasMoved({ view, levers, orders }: Pick<Situation, 'view' | 'levers' | 'orders'>): boolean {
  const before = view.defaults?.instruments ?? {};
  return levers.some((lever) => leverTotal(lever, orders.instruments) !== leverTotal(lever, before));
}

/** A gauge that the draft moves, else the first with a forecast, else the first; null where the server gives none. */
function forecastGauge({ view, manifest, forecasts, forecast }: Situation): string | null {
  if (!forecasts) return null;
  const gauges = firstGauges(view, manifest);
  const spans = gauges.flatMap((name) => {
    const ahead = aheadOf(forecast, name);
    return ahead ? [{ name, moved: isMoved(ahead.next, manifest.variables[name] ?? null) }] : [];
  });
  return (spans.find(({ moved }) => moved) ?? spans[0])?.name ?? gauges[0] ?? null;
}
