import { describe, expect, it } from 'vitest';
import { fill, readable } from './words';

describe('a ruleset’s words', () => {
  it('are filled with arguments typeset for the reader', () => {
    expect(fill('{who} is {months} months ahead', { who: 'Beijing', months: 4 }, 'en')).toBe(
      'Beijing is 4 months ahead',
    );
    expect(fill('{lost} lost', { lost: 12.37 }, 'en')).toBe('12.4 lost');
  });

  it('show a place nobody filled instead of hiding the mistake', () => {
    expect(fill('{lost} lost', {}, 'en')).toBe('{lost} lost');
  });

  it('are made from the key when a designer has written none yet', () => {
    expect(readable('instrument.home_fabs.name')).toBe('Home fabs');
    expect(readable('flow.chips.worn_out')).toBe('Worn out');
  });
});
