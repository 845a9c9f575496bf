import { describe, expect, it } from 'vitest';
import { leftOver, projectCost } from '../draft/budget';
import { NO_FIELDS } from '../draft/optimistic';
import { manifest, view } from '../testing/undertakings';
import { paidNow, projectCards, startsIn } from './projects';

const cards = (paying: Record<string, boolean> = {}, left = 1000, side: 'washington' | 'beijing' = 'washington') =>
  projectCards(view, manifest, side, paying, left);
const card = (key: string, ...rest: Parameters<typeof cards>) => cards(...rest).find((c) => c.info.key === key)!;

describe('the projects on the board', () => {
  it('are those that our side may run, what is under way first and what cannot start last', () => {
    expect(cards().map((c) => c.info.key)).toEqual(['lab', 'cloud', 'grid', 'reactor']);
    expect(cards().map((c) => c.stage)).toEqual(['running', 'open', 'open', 'closed']);
  });

  it('keep their places while one is switched on', () => {
    expect(cards({ grid: true }).map((c) => c.info.key)).toEqual(cards().map((c) => c.info.key));
  });

  it('say which condition is not met', () => {
    expect(card('reactor').obstacle).toEqual({ kind: 'needs', lines: ['trust > 30'] });
  });

  it('say in which turn they are finished, if nothing is left out from the next possible instalment on', () => {
    expect(card('cloud').finishes).toBe(view.turn + 2);
    expect(card('grid').finishes).toBe(view.turn);
    const under = { ...view, projects: { ...view.projects, cloud: { ...view.projects!.cloud!, progress: 2 } } };
    const late = { ...view, projects: { ...view.projects, cloud: { ...view.projects!.cloud!, starts: 5 } } };
    const found = (of: typeof view) => projectCards(of, manifest, 'washington', {}, 1000);
    expect(found(under).find((c) => c.info.key === 'cloud')?.finishes).toBe(view.turn);
    expect(found(late).find((c) => c.info.key === 'cloud')?.finishes).toBe(7);
  });

  it('say how many points are missing, and never for what is paid already', () => {
    expect(card('cloud', {}, 45).obstacle).toEqual({ kind: 'points', missing: 25 });
    expect(card('cloud', { cloud: true }, 0).obstacle).toBeNull();
  });

  it('let no more start in a turn than the ruleset allows; going on with one is no start', () => {
    expect(card('grid', { cloud: true }).obstacle).toEqual({ kind: 'starts', most: 1 });
    expect(card('lab', { cloud: true }).obstacle).toBeNull();
    expect(card('grid', { lab: true }).obstacle).toBeNull();
  });

  it('say from which turn on they may start where none may in this one; those under way go on', () => {
    const turns = manifest.turns.map((turn) => ({ ...turn, new_projects: 0 }));
    const cloud = { ...view.projects!.cloud!, open: false, starts: 3 };
    const staged = { ...view, projects: { ...view.projects, cloud } };
    const found = projectCards(staged, { ...manifest, turns }, 'washington', {}, 1000);
    expect(found.find((c) => c.info.key === 'cloud')!.obstacle).toEqual({ kind: 'staged', turn: 3 });
    expect(found.find((c) => c.info.key === 'lab')!.obstacle).toBeNull();
    expect(startsIn({ ...manifest, turns }, 1)).toBe(0);
    expect(startsIn(manifest, 1)).toBe(1);
  });

  it('wait when all our instalments of a joint one are paid, and say when the rival has paid first', () => {
    const state = (change: object, rival = 0) => ({
      ...view,
      projects: { ...view.projects, lab: { ...view.projects!.lab!, ...change } },
      rival_projects: { lab: { done: false, progress: rival } },
    });
    const lab = (of: typeof view) => projectCards(of, manifest, 'washington', {}, 1000)[0]!;
    expect(lab(state({ open: false, escrow: 2 })).obstacle).toEqual({ kind: 'waits' });
    expect(lab(state({ escrow: 0, progress: 1 }, 2)).awaited).toBe(1);
    expect(lab(state({ escrow: 1 }, 0)).awaited).toBe(0);
  });

  it('count those paid this turn', () => {
    expect(paidNow(cards({ cloud: true, lab: true, grid: false }))).toBe(2);
  });
});

describe('the budget', () => {
  it('pays an instalment at our own price, and nothing for a project that only the rival may run', () => {
    expect(projectCost(manifest.projects!, 'washington', { cloud: true, grid: true, lab: false })).toBe(120);
    expect(projectCost(manifest.projects!, 'washington', { tires: true })).toBe(0);
    expect(projectCost(manifest.projects!, 'beijing', { tires: true })).toBe(120);
  });

  it('holds what instruments, stances and instalments leave free', () => {
    const orders = {
      ...NO_FIELDS,
      instruments: { buy: 300 },
      stances: { safety: 'high' },
      projects: { cloud: true, lab: true },
    };
    expect(leftOver(view, manifest, 'washington', orders)).toBe(1000 - 300 - 20 - 140);
  });
});
