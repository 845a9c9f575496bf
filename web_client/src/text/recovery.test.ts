import { beforeEach, expect, test } from 'vitest';
import { takeRecovery } from './recovery';

beforeEach(() => history.replaceState(null, '', '/'));

test('a recovery code in a link is taken once and does not stay in the address', () => {
  history.replaceState(null, '', '/facilitate/0123456789abcdef#STBP-CQ11-9GNN-S205');
  expect(takeRecovery()).toBe('STBP-CQ11-9GNN-S205');
  expect(location.pathname + location.hash).toBe('/facilitate/0123456789abcdef');
  expect(takeRecovery()).toBe('');
});

test('an address without a code is left as it is', () => {
  history.replaceState({ kept: 1 }, '', '/facilitate/0123456789abcdef?x=1');
  expect(takeRecovery()).toBe('');
  expect(location.search).toBe('?x=1');
  expect(history.state).toEqual({ kept: 1 });
});
