import { beforeEach, describe, expect, it } from 'vitest';
import { leadPicture } from '../model/lead';
import { setLanguage } from './language.svelte';
import { leadWords } from './lead';

const names = { washington: 'Washington', beijing: 'Beijing' };
const words = (value: number, band: number) =>
  leadWords(leadPicture({ value, band }, 'washington'), (side) => names[side], 'en');

beforeEach(() => setLanguage('en'));

describe('the lead in words', () => {
  it('says between which months it lies', () => {
    expect(words(7, 2.4)).toEqual({ sentence: 'Washington leads by about 7 months', likely: 'likely 5 to 9' });
    expect(words(-1, 1).sentence).toBe('Beijing leads by about a month');
  });

  it('never counts below nothing: then it says how far it may be off', () => {
    expect(words(2, 3).likely).toBe('give or take 3 months');
    expect(words(-0.6, 1.2).likely).toBe('give or take 1 month');
    expect(words(0.3, 2)).toEqual({ sentence: 'About level', likely: 'give or take 2 months' });
  });

  it('says nothing of what is known exactly', () => {
    expect(words(4, 0).likely).toBe('');
  });
});
