/** What moved in the turn just resolved, the most telling first. Pure. */
import type { Change, Part, Report, RulesetManifest } from '../wire';

export interface Moved {
  name: string;
  change: Change;
  /** Its largest part, or null when nothing moved it. */
  cause: Part | null;
}

/** Gauges first, then the rest by how much they moved against where they were. Unmoved stocks come last. */
export function movedStocks(report: Report, manifest: RulesetManifest): Moved[] {
  const own = Object.entries(report.own).map(([name, change]) => moved(name, change));
  const world = Object.entries(report.world).map(([name, change]) => moved(name, change));
  return [...own, ...world].sort((a, b) => weight(b, manifest) - weight(a, manifest));
}

function moved(name: string, change: Change): Moved {
  const cause = [...change.parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  return { name, change, cause: cause && Math.abs(cause.value) > 1e-9 ? cause : null };
}

function weight({ name, change }: Moved, manifest: RulesetManifest): number {
  const step = Math.abs(change.after - change.before);
  if (step < 1e-9) return 0;
  const relative = step / Math.max(Math.abs(change.before), Math.abs(change.after), 1e-9);
  return relative + (manifest.gauges.includes(name) && relative > 0.002 ? 10 : 0);
}
