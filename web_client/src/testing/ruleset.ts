/** A small ruleset for tests, shaped like a real one. */
import type { RulesetManifest, View } from '../wire';

export const manifest: RulesetManifest = {
  name: 'small',
  hash: 'hash',
  format: 1,
  turns: [
    { key: '2025', years: 1 },
    { key: '2026', years: 1 },
  ],
  aftermath: true,
  first_turn_seconds: 360,
  turn_seconds: 240,
  carry_over: 0.5,
  stance_changes: 1,
  levers: [
    {
      key: 'chips',
      instruments: [
        { key: 'buy', split: 0.6, cap: { washington: 600, beijing: 600 } },
        { key: 'fab', split: 0.4, cap: { washington: 600, beijing: 600 } },
      ],
    },
    { key: 'power', instruments: [{ key: 'plants', split: 1, cap: { washington: 300, beijing: 300 } }] },
  ],
  stances: [
    { key: 'safety', options: ['low', 'high'], cost: 20 },
    { key: 'trade', options: ['sell', 'deny'], cost: 20 },
  ],
  gauges: [],
  variables: {},
  scores: [],
  endings: ['horizon'],
  bots: ['balanced'],
  sources: {},
  codex: [],
  languages: ['en'],
};

export const view: View = {
  audience: 'washington',
  side: 'washington',
  turn: 2,
  turns: 2,
  over: false,
  budget: { total: 1000, income: 1000, carried: 0 },
  own: {},
  rival: {},
  world: {},
  perceived: {},
  sides: {},
  stances: { safety: 'low', trade: 'sell' },
  rival_stances: {},
  side_stances: {},
  defaults: { instruments: { buy: 300, fab: 200, plants: 100 }, stances: { safety: 'low', trade: 'sell' } },
  scores: {},
  history: [],
  report: null,
  outcome: null,
};
