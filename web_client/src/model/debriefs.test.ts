import { expect, it, vi } from 'vitest';
import { Refused } from '../connection/http';
import type { Debrief } from '../wire';
import { Debriefs } from './debriefs.svelte';
import { Insisting } from './insisting.svelte';

const of = (table: number) => ({ timeline: [{ turn: table }] }) as unknown as Debrief;
const settled = () => new Promise((done) => setTimeout(done));

it('debriefs are fetched one after the other, each once, also when more tables are over meanwhile', async () => {
  const asked: number[] = [];
  const debriefs = new Debriefs((table) => {
    asked.push(table);
    return Promise.resolve(of(table));
  });
  debriefs.want([3, 1]);
  debriefs.want([3, 1, 2]);
  expect(asked).toEqual([3]);
  await vi.waitFor(() => expect(Object.keys(debriefs.found)).toEqual(['1', '2', '3']));
  debriefs.want([1, 2, 3]);
  await settled();
  expect(asked).toEqual([3, 1, 2]);
});

it('a network that does not answer is asked again, and what is here stays', async () => {
  const body = { code: 'network', message: '', hint: '', field: null, args: {} };
  const again: (() => void)[] = [];
  let up = true;
  const later = (_: number, run: () => void) => {
    again.push(run);
    return () => undefined;
  };
  const ask = (table: number) => (up ? Promise.resolve(of(table)) : Promise.reject(new Refused(body)));
  const debriefs = new Debriefs(ask, new Insisting(later));
  debriefs.want([1]);
  await vi.waitFor(() => expect(debriefs.found[1]).toEqual(of(1)));
  up = false;
  debriefs.want([1, 2]);
  await vi.waitFor(() => expect(debriefs.problem).toEqual(body));
  expect(debriefs.found[1]).toEqual(of(1));
  up = true;
  again[0]?.();
  await vi.waitFor(() => expect(debriefs.found[2]).toEqual(of(2)));
  expect(debriefs.problem).toBeNull();
});
