import { describe, expect, it } from 'vitest';
import { pieces, scoped } from './formula';

function plain(formula: string): string {
  return pieces(formula)
    .map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'call' ? piece.word : `[${piece.name}]`))
    .join('');
}

describe('a formula in words', () => {
  it('keeps every name, number and sign in order', () => {
    expect(plain('min(raw, power) * 0.5')).toBe('min([raw], [power]) × 0.5');
    expect(plain('chips + home_chips*chip_yield')).toBe('[chips] + [home_chips] × [chip_yield]');
    expect(plain('fab ** returns')).toBe('[fab] ^ [returns]');
  });

  it('tells a minus sign from a subtraction', () => {
    expect(plain('-chips * wear')).toBe('−[chips] × [wear]');
    expect(plain('max(0, -data)')).toBe('max(0, −[data])');
    expect(plain('a - b')).toBe('[a] − [b]');
  });

  it('says whose option may be meant: of what it is compared with, then of what stands nearest', () => {
    const near = (formula: string) =>
      pieces(formula).flatMap((p) => (p.kind === 'option' ? [[p.name, ...p.near]] : []));
    expect(near('a if draw.weather == option.hard else b')).toEqual([['option.hard', 'draw.weather', 'b', 'a']]);
    expect(near('x + (option.low <= opp.stance.safety) * y')[0]?.slice(0, 2)).toEqual([
      'option.low',
      'opp.stance.safety',
    ]);
    expect(near('x * stance.a != option.p')[0]?.[1]).toBe('stance.a');
    expect(near('option.p <= stance.a <= option.q').map(([, first]) => first)).toEqual(['stance.a', 'stance.a']);
  });

  it('marks functions and little words apart from the ruleset’s names', () => {
    const words = pieces('1 if tension < 36 and rung >= 2 else 0').filter((p) => p.kind === 'call');
    expect(words.map((p) => p.kind === 'call' && p.word)).toEqual(['if', 'and', 'else']);
  });
});

describe('scoped names', () => {
  it('say whose value and which moment is meant', () => {
    expect(scoped('opp.new.chips')).toEqual({ scope: 'rival', when: 'after', kind: 'variable', name: 'chips' });
    expect(scoped('new.opp.chips')).toEqual(scoped('opp.new.chips'));
    expect(scoped('world.tension')).toMatchObject({ scope: 'world', name: 'tension' });
    expect(scoped('stance.safety')).toMatchObject({ kind: 'stance', name: 'safety' });
    expect(scoped('opp.happened.leap')).toMatchObject({ scope: 'rival', kind: 'happened', name: 'leap' });
    expect(scoped('beijing.new.talks')).toMatchObject({ scope: 'beijing', when: 'after', name: 'talks' });
    expect(scoped('world.draw.weather')).toMatchObject({ scope: 'world', kind: 'draw', name: 'weather' });
    expect(scoped('turn.years')).toMatchObject({ scope: 'own', kind: 'variable', name: 'turn.years' });
    expect(scoped('power')).toEqual({ scope: 'own', when: 'now', kind: 'variable', name: 'power' });
  });
});
