import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { stanceCost, sum } from '../../draft/budget';
import type { Fields, SomeFields } from '../../draft/optimistic';
import { setLanguage } from '../../text/language.svelte';
import { RulesetWords } from '../../text/ruleset.svelte';
import { manifest, view } from '../../testing/ruleset';
import type { View } from '../../wire';
import Board from './Board.svelte';

let orders: Fields;

function board(disabled = false, words = new RulesetWords('hash')) {
  orders = { instruments: { ...view.defaults?.instruments }, stances: {}, projects: {}, deals: {} };
  const onedit = (fields: SomeFields) => {
    orders = {
      instruments: { ...orders.instruments, ...fields.instruments },
      stances: { ...orders.stances, ...fields.stances },
      projects: { ...orders.projects, ...fields.projects },
      deals: { ...orders.deals, ...fields.deals },
    };
    void shown.rerender({ orders });
  };
  const shown = render(Board, {
    view,
    side: 'washington',
    manifest,
    words,
    orders,
    disabled,
    onedit,
    onreset: () => undefined,
  });
  return shown;
}
const slider = (name: string) => screen.getByRole<HTMLInputElement>('slider', { name });
const press = (name: string, key: string, shiftKey = false) => fireEvent.keyDown(slider(name), { key, shiftKey });
const left = () => 1000 - sum(orders.instruments) - stanceCost(manifest.stances, view.stances, orders.stances);

beforeEach(() => setLanguage('en'));

describe('the budget board', () => {
  it('cannot be overspent: every slider ends where the budget does', async () => {
    board();
    await fireEvent.click(screen.getByRole('button', { name: 'Chips: instruments' }));
    for (const name of ['Chips', 'Power', 'Buy', 'Fab', 'Power', 'Chips']) {
      await press(name, 'End');
      await press(name, 'End');
      expect(left(), name).toBeGreaterThanOrEqual(0);
      expect(Number(slider(name).max), name).toBeGreaterThanOrEqual(Number(slider(name).value));
    }
    expect(left()).toBe(0);
  });

  it('moves a lever by half points, and by tenths with shift', async () => {
    board();
    await press('Power', 'ArrowRight');
    expect(orders.instruments.plants).toBe(105);
    await press('Power', 'ArrowLeft', true);
    expect(orders.instruments.plants).toBe(104);
    await press('Power', 'Home');
    expect(orders.instruments.plants).toBe(0);
  });

  it('says why a slider does not rise, until something is lowered', async () => {
    board();
    await press('Power', 'End');
    await press('Chips', 'End');
    expect(left()).toBe(0);
    expect(screen.getByRole('status').textContent).toContain('All of it is placed');
    await press('Power', 'ArrowRight');
    const said = screen.getByText('No points left: lower something first');
    expect(said.closest('[role=status]')).toBeTruthy();
    await press('Chips', 'ArrowLeft');
    expect(screen.queryByText('No points left: lower something first')).toBeNull();
  });

  it('says it no longer in the next turn, when there are points again', async () => {
    const { rerender } = board();
    await press('Power', 'End');
    await press('Chips', 'End');
    await press('Power', 'ArrowRight');
    expect(screen.getByText('No points left: lower something first')).toBeTruthy();
    const budget = { ...view.budget, total: (view.budget?.total ?? 0) + 42 } as View['budget'];
    await rerender({ view: { ...view, turn: view.turn + 1, budget } });
    expect(screen.queryByText('No points left: lower something first')).toBeNull();
    expect(screen.getByRole('status').textContent).toContain('4.2 left');
  });

  it('says when a lever holds the most it may though points are left', async () => {
    board();
    await press('Chips', 'Home');
    await press('Power', 'End');
    await press('Power', 'End');
    await press('Power', 'ArrowRight');
    expect(screen.getByText('Power takes no more than 30.0')).toBeTruthy();
  });

  it('opens a lever only where there is more than one instrument', () => {
    board();
    expect(screen.getByRole('button', { name: 'Chips: instruments' }).getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('button', { name: 'Power: instruments' })).toBeNull();
  });

  it('lets no more stances change than the ruleset allows, and says why', async () => {
    board();
    await fireEvent.click(screen.getByRole('button', { name: /^Safety/ }));
    await fireEvent.click(screen.getByRole('radio', { name: /^High/, hidden: true }));
    expect(orders.stances).toEqual({ safety: 'high' });
    await fireEvent.click(screen.getByRole('button', { name: 'Close', hidden: true }));
    await fireEvent.click(screen.getByRole('button', { name: /^Trade/ }));
    const deny = screen.getByRole<HTMLInputElement>('radio', { name: /^Deny/, hidden: true });
    expect(deny.disabled).toBe(true);
    expect(within(deny.closest('label')!).getByText(/At most 1 may change/)).toBeTruthy();
  });

  it('is at rest once the side has signed', () => {
    board(true);
    expect(slider('Chips').disabled).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Reset' }).disabled).toBe(true);
  });

  it('says when slow seeds pay, of a lever in its closed form and of an instrument, also to who cannot see', async () => {
    const words = new RulesetWords('hash');
    const pays = (turn: number | null) => [null, { turn, gauge: null }];
    words.harvests = {
      levers: { washington: { chips: pays(5), power: pays(3) } },
      instruments: { washington: { buy: pays(3), fab: pays(null) } },
    };
    board(false, words);
    expect(screen.getAllByText('pays at the end')).toHaveLength(1);
    const said = (name: string, description: RegExp) => screen.queryByRole('slider', { name, description }) !== null;
    expect(said('Chips', /^Pays at the end: in a usual match/)).toBe(true);
    await fireEvent.click(screen.getByRole('button', { name: 'Chips: instruments' }));
    expect(screen.getAllByText('usually brings nothing')).toHaveLength(1);
    expect(said('Fab', /bring nothing before the end/)).toBe(true);
    expect(said('Buy', /usual match/)).toBe(false);
  });
});
