/** The small ruleset with projects, deals and a codex. */
import type { DealView, ProjectView, RulesetManifest, View } from '../wire';
import { manifest as plain, view as plainView } from './ruleset';

const project = { slips: false, joint: false, escrow_wait: null, escrow_back: null, needs: [] };
const both = { washington: 70, beijing: 70 };

export const manifest: RulesetManifest = {
  ...plain,
  new_projects: 1,
  levers: [
    {
      key: 'chips',
      instruments: [
        { key: 'buy', split: 0.6, cap: { washington: 600, beijing: 600 }, systems: ['C1'] },
        { key: 'fab', split: 0.4, cap: { washington: 600, beijing: 600 } },
      ],
    },
    { key: 'power', instruments: [{ key: 'plants', split: 1, cap: { washington: 300, beijing: 300 } }] },
    { key: 'minerals', instruments: [{ key: 'rare', split: 1, cap: { washington: 0, beijing: 300 } }] },
  ],
  stances: [
    { key: 'safety', options: ['low', 'middle', 'high'], cost: 20 },
    { key: 'trade', options: ['sell', 'deny'], cost: 20 },
  ],
  projects: [
    { ...project, key: 'cloud', cost: both, turns: 3, slips: true, rival_sight: 'exact' },
    {
      ...project,
      key: 'lab',
      cost: both,
      turns: 2,
      joint: true,
      escrow_wait: 2,
      escrow_back: 0.75,
      rival_sight: 'exact',
    },
    { ...project, key: 'grid', cost: { washington: 50 }, turns: 1, rival_sight: 'finished' },
    { ...project, key: 'tires', cost: { beijing: 120 }, turns: 2, rival_sight: 'finished' },
    { ...project, key: 'reactor', cost: both, turns: 2, needs: ['trust > 30'], rival_sight: 'hidden' },
  ],
  deals: [
    {
      key: 'pause',
      duration: 4,
      binding: true,
      locked: 2,
      needs: [],
      terms: [
        { side: null, stance: 'safety', instrument: null, at_least: 'middle', at_most: null, needs: null },
        { side: 'washington', stance: null, instrument: 'plants', at_least: null, at_most: 50, needs: null },
      ],
    },
    { key: 'hotline', duration: 2, binding: false, locked: 0, needs: ['world.tension <= 78'], terms: [] },
  ],
  codex: [
    { system: 'C1', facts: [{ key: 'gap', kind: 'forecast', sources: ['J25'] }], shows: ['trust'] },
    { system: 'P1', facts: [{ key: 'queue', kind: 'assumption', sources: [] }], shows: [] },
  ],
  sources: { J25: 'A report of 2025' },
};

const fresh: ProjectView = { progress: 0, turns: 2, done: false, open: true, unmet: [], escrow: 0, escrow_left: 0 };
export const idle: DealView = { turns_left: 0, offers: [], open: true, unmet: [], locked: 0 };

export const view: View = {
  ...plainView,
  projects: {
    cloud: { ...fresh, turns: 3 },
    lab: { ...fresh, escrow: 1, escrow_left: 2 },
    grid: { ...fresh, turns: 1 },
    reactor: { ...fresh, open: false, unmet: ['trust > 30'] },
  },
  rival_projects: { cloud: { done: false, progress: 1 }, tires: { done: true, progress: null } },
  deals: { pause: idle, hotline: { ...idle, offers: ['beijing'] } },
  stances: { safety: 'middle', trade: 'sell' },
};
