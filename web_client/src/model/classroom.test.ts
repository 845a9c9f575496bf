import { describe, expect, it } from 'vitest';
import type { RoleInfo, RulesetManifest } from '../wire';
import { draftsOf, scheduleOf, teamFor } from './classroom';

const nothing = { signs: false, levers: [], stances: [], projects: [], deals: [] };
const chief: RoleInfo = {
  ...nothing,
  key: 'chief',
  signs: true,
  stances: ['safety', 'content', 'engine'],
  projects: ['spare_tire', 'fab_stake', 'joint_lab'],
};
const builder: RoleInfo = { ...nothing, key: 'builder', levers: ['power'] };

const manifest = {
  levers: [{ key: 'chips' }, { key: 'power' }],
  stances: [
    { key: 'safety', opens: 2 },
    { key: 'content', opens: null },
    { key: 'engine', opens: 1, side: 'washington' },
  ],
  projects: [
    { key: 'spare_tire', cost: { beijing: 120 } },
    { key: 'fab_stake', cost: { washington: 100 } },
    { key: 'joint_lab', cost: { washington: 70, beijing: 70 } },
  ],
  teams: [
    { size: 3, seats: [chief] },
    { size: 5, seats: [chief, builder] },
  ],
} as unknown as RulesetManifest;

describe('the team for so many people', () => {
  it.each([
    [1, 3],
    [3, 3],
    [4, 5],
    [9, 5],
  ])('of %i is the team of %i', (members, size) => {
    expect(teamFor(manifest, members)?.size).toBe(size);
  });

  it('is none in a ruleset without roles', () => {
    expect(teamFor({ ...manifest, teams: [] }, 3)).toBeNull();
  });
});

describe('what a role drafts', () => {
  it('leaves out stances that never open, and stances and projects of the other side', () => {
    expect(draftsOf(chief, manifest, 'beijing')).toEqual([
      { kind: 'stance', keys: ['safety'], all: true },
      { kind: 'project', keys: ['spare_tire', 'joint_lab'], all: true },
    ]);
  });

  it('says when it is not everything of its kind', () => {
    expect(draftsOf(builder, manifest, 'beijing')).toEqual([{ kind: 'lever', keys: ['power'], all: false }]);
  });
});

it('counts the minutes of a lesson from its start', () => {
  const steps = [
    { minutes: 4, do: 'join' as const, turns: [] },
    { minutes: 6, do: 'turn' as const, turns: [1] },
  ];
  const scheduled = scheduleOf({ key: 'hour', minutes: 10, steps, questions: 0 });
  expect(scheduled.map(({ number, from, to }) => [number, from, to])).toEqual([
    [1, 0, 4],
    [2, 4, 10],
  ]);
});
