import { render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../text/language.svelte';
import { RulesetWords } from '../../text/ruleset.svelte';
import { manifest as plain, view as plainView } from '../../testing/ruleset';
import type { RulesetManifest, VariableInfo, View } from '../../wire';
import WhyDialog from './WhyDialog.svelte';

const variable = (name: string, more: Partial<VariableInfo> = {}): VariableInfo => ({
  name,
  kind: 'variable',
  scope: 'side',
  timing: 'turn',
  unit: '1',
  rival_sight: 'rough',
  formula: null,
  inputs: [],
  parts: {},
  minimum: null,
  maximum: null,
  ...more,
});
const manifest: RulesetManifest = {
  ...plain,
  variables: {
    pull: variable('pull', { formula: 'speed + opp.grip', inputs: ['speed', 'opp.grip'] }),
    speed: variable('speed'),
    grip: variable('grip', { rival_sight: 'hidden' }),
    frontier: variable('frontier', { kind: 'stock', parts: { progress: 'speed * 2' } }),
  },
};
const first: View = { ...plainView, turn: 1, report: null };

function why(name: string, view: View): HTMLElement {
  render(WhyDialog, { name, view, forecast: null, manifest, words: new RulesetWords('h'), onclose: () => undefined });
  return screen.getByRole('dialog', { hidden: true });
}

beforeEach(() => setLanguage('en'));

describe('why a number is what it is', () => {
  it('says that what a turn brings comes after the first turn, and that the rival hides what it hides', () => {
    const dialog = why('pull', first);
    expect(dialog.querySelector('.big')?.textContent.trim()).toBe('after the first turn');
    const values = [...dialog.querySelectorAll('li .n')].map((value) => value.textContent);
    expect(values).toEqual(['after the first turn', 'not known']);
  });

  it('shows what we believe of the rival: the estimate and its band, how it was, and how such a number is made', () => {
    const dialog = why('opp.frontier', {
      ...first,
      turn: 2,
      rival: { frontier: { value: 94, band: 3 } },
      history: [
        { turn: 1, own: {}, rival: { frontier: { value: 92, band: 4 } }, world: {}, perceived: {}, scores: {} },
      ],
    });
    expect(dialog.querySelector('h2')?.textContent).toBe('Frontier (Beijing)');
    expect(dialog.querySelector('.big')?.textContent).toMatch(/94\s+± 3/);
    expect(dialog.textContent).toContain('Our estimate.');
    expect(dialog.querySelector('svg[role=img]')?.getAttribute('aria-label')).toContain('92');
    expect(dialog.textContent).toContain('Progress');
  });
});
