/** What a turn's newsreel tells: headlines first, then the largest changes, each with a small picture from data. Pure. */
import { rivalOf, type Headline, type Report, type RulesetManifest, type Side, type View } from '../wire';
import { movedStocks, type Moved } from './report';
import { isStill, rivalSeries, seriesOf } from './variables';

export const FEWEST_NEWS = 5;
export const MOST_NEWS = 8;

/** Where on the picture of the world something happened. */
export type Spot = Side | 'world' | 'between';

export type NewsItem = { spot: Spot; systems: readonly string[] } & (
  { kind: 'headline'; headline: Headline } | { kind: 'moved'; moved: Moved }
);

/** The news of the turn just resolved, for the side that looks. */
export function newsOf(view: View, manifest: RulesetManifest): NewsItem[] {
  const { report } = view;
  if (!report) return [];
  const told = report.headlines.slice(0, MOST_NEWS).map((headline) => headlineItem(headline, manifest));
  const wanted = Math.max(0, FEWEST_NEWS - told.length);
  return [
    ...told,
    ...changesWorthTelling(report, manifest)
      .slice(0, wanted)
      .map((moved) => movedItem(moved, view, manifest)),
  ];
}

function headlineItem(headline: Headline, manifest: RulesetManifest): NewsItem {
  const spot = headline.side ?? (headline.kind === 'deal' ? 'between' : 'world');
  return { kind: 'headline', headline, spot, systems: manifest.news?.[`${headline.kind}.${headline.key}`] ?? [] };
}

function movedItem(moved: Moved, view: View, manifest: RulesetManifest): NewsItem {
  const info = manifest.variables[moved.name];
  const spot = info?.scope === 'world' ? 'between' : (view.side ?? 'world');
  return { kind: 'moved', moved, spot, systems: info?.systems ?? [] };
}

/**
 * Without what did not move, and without what a headline told already. What stands for something in the world goes
 * before counters that only the rules need.
 */
function changesWorthTelling(report: Report, manifest: RulesetManifest): Moved[] {
  const told = new Set(report.headlines.map(({ kind, key }) => `${kind}_${key.replaceAll('.', '_')}`));
  const moved = movedStocks(report, manifest).filter(
    ({ name, change, cause }) =>
      !isStill(change.after - change.before, manifest.variables[name] ?? null) && !(cause && told.has(cause.key)),
  );
  const counter = ({ name }: Moved) => !manifest.gauges.includes(name) && !manifest.variables[name]?.systems?.length;
  return [...moved.filter((each) => !counter(each)), ...moved.filter(counter)];
}

/** A line of data beside a news item: of what, and how it went. */
export interface NewsPicture {
  name: string;
  values: number[];
}

/** What moved, or the first thing on the screen that the headline is about; null where we see no such thing. */
export function pictureOf(item: NewsItem, view: View, manifest: RulesetManifest): NewsPicture | null {
  if (item.kind === 'moved') {
    const { name, change } = item.moved;
    const past = seriesOf(view, name).map(({ value }) => value);
    return { name, values: past.length > 1 ? past : [change.before, change.after] };
  }
  const rivals = view.side !== null && item.spot === rivalOf(view.side);
  const about = (name: string) => manifest.variables[name]?.systems?.some((system) => item.systems.includes(system));
  const names = [...manifest.gauges, ...Object.keys(manifest.variables)].filter(about);
  const drawn = names.map((name) => ({
    name,
    values: rivals ? rivalSeries(view, name).map(({ value }) => value) : ownSeries(view, name),
  }));
  return drawn.find(({ values }) => values.length > 1) ?? null;
}

function ownSeries(view: View, name: string): number[] {
  const past = seriesOf(view, name).map(({ value }) => value);
  const change = view.report?.own[name] ?? view.report?.world[name];
  return past.length > 1 || !change ? past : [change.before, change.after];
}
