/**
 * Which drawing stands beside a piece of news: by a name that rulesets share, else by the part of the real race it is
 * about, else by what kind of news it is, else simply a stone that falls where it happened. So news of any ruleset has
 * one. Pure.
 */
import type { Side } from '../wire';
import type { NewsItem, Spot } from './news';

export const DRAWINGS = [
  'adoption', 'barrier', 'blackout', 'challenger', 'chips', 'crates', 'crossroads', 'crowd', 'dark_horse', 'data',
  'dawn', 'deal', 'deal_broken', 'deal_offered', 'fab', 'fork', 'gate_open', 'grid', 'harm', 'hold', 'joint', 'lead',
  'leak', 'market', 'people', 'project', 'project_late', 'release', 'research', 'rules', 'safety', 'school', 'ship',
  'splash', 'splinters', 'stone', 'swarm', 'tension', 'tools', 'treasury',
] as const; // prettier-ignore

export type DrawingName = (typeof DRAWINGS)[number];

export interface Illustration {
  drawing: DrawingName;
  /** Whose news it is: some drawings show that side ahead, or its stone. */
  side: Side | null;
}

/** What news, and numbers that moved, are called in more than one ruleset. */
const BY_NAME: Readonly<Record<string, DrawingName>> = {
  adoption: 'adoption',
  blackout: 'blackout',
  bought_chips: 'chips',
  breakthrough_near: 'dawn',
  chip_glut: 'crates',
  chips: 'chips',
  compute: 'chips',
  cooperation: 'joint',
  dark_horse: 'dark_horse',
  data: 'data',
  frontier: 'lead',
  leap: 'splash',
  power: 'grid',
  power_met: 'grid',
  power_short: 'blackout',
  public_backlash: 'crowd',
  release_held_back: 'hold',
  risk_debt: 'safety',
  rung: 'harm',
  safeguards: 'safety',
  share: 'release',
  shipping_crisis: 'ship',
  talent: 'people',
  tension: 'tension',
  trust: 'crowd',
  trust_low: 'crowd',
  world_share: 'release',
};

/** Parts of the race as the shipped rulesets number them. The letter alone stands for its family. */
const BY_SYSTEM: Readonly<Record<string, DrawingName>> = {
  C: 'chips', C2: 'swarm', C3: 'fab', C4: 'treasury', C5: 'tools', C6: 'gate_open', C7: 'fork',
  P: 'grid',
  T: 'school', T2: 'people', T4: 'dark_horse', T5: 'dark_horse',
  R: 'research', R4: 'data', R5: 'fork', R6: 'crates',
  O: 'release', O4: 'hold', O5: 'joint', O6: 'hold',
  X: 'barrier', X2: 'leak', X4: 'leak', X7: 'gate_open',
  M: 'market', M1: 'treasury', M2: 'crates', M3: 'treasury', M5: 'splash', M6: 'crossroads', M8: 'adoption',
  G: 'rules', G1: 'safety', G2: 'harm', G4: 'joint', G5: 'splinters', G6: 'tension', G8: 'joint', G9: 'joint',
  A: 'lead', A2: 'dawn', A5: 'challenger',
}; // prettier-ignore

/** What befell a project or a deal: the last word of its key. */
const BY_FATE: Readonly<Record<string, DrawingName>> = {
  signed: 'deal',
  offered: 'deal_offered',
  ended: 'deal',
  left: 'deal_broken',
  broke: 'deal_broken',
  caught: 'deal_broken',
  refunded: 'project_late',
  slipped: 'project_late',
  finished: 'project',
};

export function illustrationOf(item: NewsItem): Illustration {
  const side = sideOf(item.spot);
  if (item.kind === 'moved') return { drawing: named(item.moved.name) ?? about(item.systems) ?? 'stone', side };
  const { kind, key } = item.headline;
  const fate = kind === 'deal' || kind === 'project' ? BY_FATE[key.slice(key.lastIndexOf('.') + 1)] : undefined;
  return { drawing: fate ?? named(key) ?? about(item.systems) ?? 'stone', side };
}

const named = (name: string): DrawingName | undefined => BY_NAME[name];

function about(systems: readonly string[]): DrawingName | undefined {
  const exact = systems.map((system) => BY_SYSTEM[system]);
  const families = systems.map((system) => (/^[A-Z]\d+$/.test(system) ? BY_SYSTEM[system.charAt(0)] : undefined));
  return [...exact, ...families].find((drawing) => drawing !== undefined);
}

const sideOf = (spot: Spot): Side | null => (spot === 'washington' || spot === 'beijing' ? spot : null);
