/** What we know of the other side, with how sure we are. Pure. */
import { rivalOf, type Estimate, type RulesetManifest, type View } from '../wire';

export interface Known {
  name: string;
  estimate: Estimate;
  /** Our own value of the same thing, where we have it. */
  own: number | null;
  /** Positions on a common scale from 0 to 100. */
  at: number;
  from: number;
  to: number;
  ownAt: number | null;
}

/** The gauges first, then the estimates, then what is plainly public; each in the order of the rule files. */
export function knownOfRival(view: View, manifest: RulesetManifest): Known[] {
  const rank = (name: string) => {
    const gauge = manifest.gauges.indexOf(name);
    if (gauge >= 0) return gauge;
    return manifest.gauges.length + ((view.rival[name]?.band ?? 0) > 0 ? 0 : 1);
  };
  return Object.entries(view.rival)
    .map(([name, estimate]) => known(name, estimate, view.own[name] ?? null))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

function known(name: string, estimate: Estimate, own: number | null): Known {
  const ends = [estimate.value - estimate.band, estimate.value + estimate.band, own ?? estimate.value];
  const { low, most } = scaleOf(ends);
  const at = (value: number) => (most > low ? Math.min(100, Math.max(0, (100 * (value - low)) / (most - low))) : 50);
  return {
    name,
    estimate,
    own,
    at: at(estimate.value),
    from: at(estimate.value - estimate.band),
    to: at(estimate.value + estimate.band),
    ownAt: own === null ? null : at(own),
  };
}

/** From zero, unless all values lie so close together that the difference would not be seen. */
function scaleOf(values: readonly number[]): { low: number; most: number } {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = most - least;
  if (least > 0.6 * most) return { low: least - room, most: most + room };
  return { low: Math.min(0, least), most: most * 1.08 };
}

export interface RivalProject {
  key: string;
  done: boolean;
  /** Instalments paid, or null where only whether it is finished is known. */
  progress: number | null;
  turns: number;
}

/** The rival's own projects of which something is known, finished ones first. Joint ones stand among ours. */
export function knownProjects(view: View, manifest: RulesetManifest): RivalProject[] {
  const rival = rivalOf(view.side ?? 'washington');
  return (manifest.projects ?? [])
    .filter(({ joint, cost }) => !joint && cost[rival] !== undefined)
    .flatMap(({ key, turns }) => {
      const seen = view.rival_projects?.[key];
      return seen ? [{ key, done: seen.done, progress: seen.progress, turns }] : [];
    })
    .sort((a, b) => Number(b.done) - Number(a.done) || (b.progress ?? 0) - (a.progress ?? 0));
}
