import { expect, it } from 'vitest';
import { initials } from './initials';

it('a nickname gives two letters in any script', () => {
  expect(initials('Amina')).toBe('AM');
  expect(initials('  Jo   Li Wang')).toBe('JL');
  expect(initials('小明')).toBe('小明');
  expect(initials('👩‍🚀x')).toHaveLength(3);
  expect(initials('')).toBe('');
});
