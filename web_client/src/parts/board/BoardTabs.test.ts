import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { leftOver } from '../../draft/budget';
import { NO_FIELDS, type Fields, type SomeFields } from '../../draft/optimistic';
import { setLanguage } from '../../text/language.svelte';
import { RulesetWords } from '../../text/ruleset.svelte';
import { manifest as plain, view as plainView } from '../../testing/ruleset';
import { idle, manifest, view } from '../../testing/undertakings';
import type { View } from '../../wire';
import Board from './Board.svelte';

let orders: Fields;

function board(of: View = view, given: SomeFields = {}, rules = manifest) {
  orders = { ...NO_FIELDS, instruments: { buy: 300 }, ...given };
  const onedit = (fields: SomeFields) => {
    orders = {
      instruments: { ...orders.instruments, ...fields.instruments },
      stances: { ...orders.stances, ...fields.stances },
      projects: { ...orders.projects, ...fields.projects },
      deals: { ...orders.deals, ...fields.deals },
    };
    void shown.rerender({ orders });
  };
  const words = new RulesetWords('hash', 'washington');
  const same = { side: 'washington' as const, manifest: rules, words, disabled: false, onreset: () => undefined };
  const shown = render(Board, { ...same, view: of, orders, onedit });
}
const tab = (name: RegExp) => screen.getByRole('tab', { name });
const openTab = (name: RegExp) => fireEvent.click(tab(name));
const button = (name: RegExp | string) => screen.getByRole<HTMLButtonElement>('button', { name });
const forced: View = { ...view, deals: { ...view.deals, pause: { ...idle, turns_left: 3, open: false } } };

beforeEach(() => setLanguage('en'));

describe('the tabs of the board', () => {
  it('are not there for a ruleset without projects and deals', () => {
    board(plainView, {}, plain);
    expect(screen.queryByRole('tablist')).toBeNull();
    expect(screen.getByRole('slider', { name: 'Chips' })).toBeTruthy();
  });

  it('are walked with the arrow keys, and show one panel at a time', async () => {
    board();
    const names = () => screen.getAllByRole('tabpanel').map((panel) => panel.getAttribute('aria-labelledby'));
    expect(names()).toHaveLength(1);
    tab(/^Budget/).focus();
    await fireEvent.keyDown(tab(/^Budget/), { key: 'ArrowLeft' });
    expect(tab(/^Deals/).getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(tab(/^Deals/));
    expect(names()).toEqual([tab(/^Deals/).id]);
  });

  it('say in a badge what was changed there and what wants a look', async () => {
    board();
    expect(tab(/^Deals/).textContent).toContain('1 to look at');
    await openTab(/^Projects/);
    await fireEvent.click(button(/^Start: Cloud/));
    expect(tab(/^Projects/).textContent).toContain('1 paid this turn');
  });
});

describe('projects', () => {
  it('are paid with one press and shorten what is left for the sliders', async () => {
    board();
    await openTab(/^Projects/);
    const before = leftOver(view, manifest, 'washington', orders);
    await fireEvent.click(button(/^Start: Cloud/));
    expect(orders.projects).toEqual({ cloud: true });
    expect(leftOver(view, manifest, 'washington', orders)).toBe(before - 70);
    expect(button(/^Start: Cloud/).getAttribute('aria-pressed')).toBe('true');
    await openTab(/^Budget/);
    await fireEvent.keyDown(screen.getByRole('slider', { name: 'Chips' }), { key: 'End' });
    await fireEvent.keyDown(screen.getByRole('slider', { name: 'Chips' }), { key: 'End' });
    expect(leftOver(view, manifest, 'washington', orders)).toBe(0);
  });

  it('that cannot be paid say why and do nothing when pressed', async () => {
    board();
    await openTab(/^Projects/);
    await fireEvent.click(button(/^Start: Cloud/));
    await fireEvent.click(button(/^Start: Grid/));
    await fireEvent.click(button(/^Start: Reactor/));
    expect(orders.projects).toEqual({ cloud: true });
    const card = (name: RegExp) => within(button(name).closest('.card')!);
    expect(card(/^Start: Grid/).getByText(/No more than 1 may start/)).toBeTruthy();
    expect(card(/^Start: Reactor/).getByText(/Not yet/).textContent).toMatch(/Trust.*> 30/);
  });

  it('that are short of points can take them from all levers in one edit', async () => {
    board(view, { instruments: { buy: 600, fab: 300, plants: 100 } });
    await openTab(/^Projects/);
    const card = within(button(/^Start: Cloud/).closest('.card')!);
    expect(screen.getByText(/what is missing comes from the levers/)).toBeTruthy();
    expect(card.queryByText(/points short/)).toBeNull();
    await fireEvent.click(button(/^Start: Cloud/));
    expect(orders.projects).toEqual({ cloud: true });
    expect(orders.instruments).toEqual({ buy: 558, fab: 279, plants: 93 });
    expect(leftOver(view, manifest, 'washington', orders)).toBe(0);
  });

  it('that are joint say what waits for the other side', async () => {
    board();
    await openTab(/^Projects/);
    expect(screen.getByText(/1 instalment paid, waiting for Beijing; 2 turns left/)).toBeTruthy();
  });

  it('of the other side alone are not shown', async () => {
    board();
    await openTab(/^Projects/);
    expect(screen.queryByRole('button', { name: /Tires/ })).toBeNull();
  });
});

describe('deals', () => {
  it('that the other side signed last turn can be accepted', async () => {
    board();
    await openTab(/^Deals/);
    expect(screen.getByText(/Beijing signed it last turn/)).toBeTruthy();
    await fireEvent.click(button('Accept: Hotline'));
    expect(orders.deals).toEqual({ hotline: true });
  });

  it('say in words what each side must keep', async () => {
    board();
    await openTab(/^Deals/);
    const terms = screen.getAllByRole('list', { name: 'Each side keeps' })[1]!;
    expect(terms.textContent).toContain('Safety: at least Middle');
    expect(terms.textContent).toContain('Plants: at most 5.0 points');
  });

  it('in force are left only after a second yes', async () => {
    board(forced, { deals: { pause: true } });
    await openTab(/^Deals/);
    await fireEvent.click(button('Keep it: Pause'));
    expect(orders.deals).toEqual({ pause: true });
    await fireEvent.click(within(screen.getByRole('group', { name: /^Leave this deal/ })).getByText('Keep it'));
    expect(orders.deals).toEqual({ pause: true });
    await fireEvent.click(button('Keep it: Pause'));
    await fireEvent.click(button('Leave'));
    expect(orders.deals).toEqual({ pause: false });
    expect(screen.getByText('We leave it this turn')).toBeTruthy();
  });

  it('that bind us end sliders and bar stances, and say so', async () => {
    board(forced, { deals: { pause: true } });
    const power = screen.getByRole<HTMLInputElement>('slider', { name: 'Power' });
    await fireEvent.keyDown(power, { key: 'End' });
    expect(orders.instruments.plants).toBe(50);
    expect(screen.getAllByText(/Pause allows at most 5.0 points/).length).toBeGreaterThan(0);
    await openTab(/^Stances/);
    await fireEvent.click(button(/^Safety/));
    const low = screen.getByRole<HTMLInputElement>('radio', { name: /^Low/, hidden: true });
    expect(low.disabled).toBe(true);
    expect(within(low.closest('label')!).getByText('Pause does not allow it.')).toBeTruthy();
  });
});
