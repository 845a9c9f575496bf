import { expect, it } from 'vitest';
import type { TableBody } from '../wire';
import { standingOf, unsigned } from './glance';

const member = (side: string, more: object = {}) => ({
  seat: side,
  side,
  nickname: 'A',
  connected: true,
  bot: null,
  ...more,
});
const table = (phase: string, signed: object = {}, members: object[] = [member('washington'), member('beijing')]) =>
  ({
    table: 1,
    clock: { phase, committed: { washington: false, beijing: false, ...signed } },
    members,
  }) as unknown as TableBody;

it('says of each side whether it has signed, drafts, or is away', () => {
  const half = table('open', { washington: true }, [member('washington'), member('beijing', { connected: false })]);
  expect(standingOf(half, 'washington')).toBe('signed');
  expect(standingOf(half, 'beijing')).toBe('away');
  const bot = member('beijing', { connected: false, bot: 'balanced' });
  expect(standingOf(table('paused', {}, [bot]), 'beijing')).toBe('drafting');
});

it('counts the tables in play that somebody holds up', () => {
  const signed = { washington: true, beijing: true };
  expect(unsigned([table('open'), table('paused', { beijing: true }), table('open', signed)])).toBe(2);
  expect(unsigned([table('waiting'), table('over')])).toBe(0);
  const empty = table('open', {}, [member('washington', { bot: 'balanced' }), member('beijing', { bot: 'balanced' })]);
  expect(unsigned([empty])).toBe(0);
});
