import { describe, expect, it } from 'vitest';
import type { RulesetManifest, View } from '../wire';
import { inputsOf } from './why';

const manifest = {
  levers: [{ key: 'talent', instruments: [{ key: 'testing', split: 1, cap: {} }] }],
  variables: {
    debt: { inputs: ['gain', 'progress', 'debt', 'testing', 'stance.safety', 'opp.frontier', 'opp.happened.leap'] },
    progress: { inputs: [] },
    frontier: { inputs: [] },
    tension: { inputs: ['washington.testing', 'beijing.testing', 'total(debt)'] },
  },
} as unknown as RulesetManifest;
const view = {
  side: 'beijing',
  own: { debt: 4 },
  world: {},
  perceived: {},
  rival: { frontier: { value: 93, band: 4 } },
  stances: { safety: 'strict' },
  rival_stances: {},
  report: { values: { progress: 9 }, world_values: {}, orders: { instruments: { testing: 71 }, stances: {} } },
} as unknown as View;

describe('what a number is made of', () => {
  it('lists what we see or may follow, and leaves out fixed numbers and chance', () => {
    expect(inputsOf(view, manifest, 'debt')).toEqual([
      { kind: 'number', written: 'progress', name: 'progress', value: 9, open: true },
      { kind: 'number', written: 'debt', name: 'debt', value: 4, open: false },
      { kind: 'points', written: 'testing', instrument: 'testing', tenths: 71 },
      { kind: 'stance', written: 'stance.safety', stance: 'safety', option: 'strict' },
      { kind: 'number', written: 'opp.frontier', name: 'frontier', value: 93, open: false },
    ]);
  });

  it('says what chance chooses from, and how likely each is, without what can never come', () => {
    const drawing = {
      ...manifest,
      variables: { yield: { inputs: ['world.draw.weather', 'luck'] } },
      choices: [{ key: 'weather', scope: 'world', options: { mild: 0.75, never: 0, hard: 0.25 } }],
    } as unknown as RulesetManifest;
    const chances = [
      { option: 'mild', chance: 0.75 },
      { option: 'hard', chance: 0.25 },
    ];
    expect(inputsOf(view, drawing, 'yield')).toEqual([
      { kind: 'chance', written: 'world.draw.weather', draw: 'weather', chances },
    ]);
  });

  it('never shows the rival’s points as ours', () => {
    expect(inputsOf(view, manifest, 'tension')).toEqual([
      { kind: 'points', written: 'beijing.testing', instrument: 'testing', tenths: 71 },
    ]);
  });
});
