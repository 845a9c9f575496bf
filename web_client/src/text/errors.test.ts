import { expect, test } from 'vitest';
import { m } from '../paraglide/messages.js';
import { errorWords } from './errors';

const refusal = (code: string, args = {}) => ({ code, message: 'As the server says.', hint: 'Do.', field: null, args });

test('a refusal is told in the words of the screen, and one that is unknown in those of the server', () => {
  expect(errorWords(refusal('paused')).message).toBe(m.error_paused());
  expect(errorWords(refusal('made_up'))).toEqual({ message: 'As the server says.', hint: 'Do.' });
});

test('who finds no seat is told a way that is open', () => {
  const hints = ['side', 'match', 'class'].map((full) => errorWords(refusal('seats_full', { full })).hint);
  expect(hints).toEqual([m.error_side_full_hint(), m.error_match_full_hint(), m.error_seats_full_hint()]);
  expect(new Set(hints).size).toBe(3);
});
