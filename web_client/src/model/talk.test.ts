import { beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../connection/http';
import type { ErrorBody } from '../wire';
import { Talk } from './talk.svelte';

interface Sent {
  channel: string;
  text: string;
  once: string;
}
let sent: Sent[];
let answer: (problem?: ErrorBody) => void;

const problem = (code: string): ErrorBody => ({ code, message: '', hint: '', field: null, args: {} });

function talk(): Talk {
  return new Talk('seat', (channel, text, once) => {
    sent.push({ channel, text, once });
    return new Promise<void>((resolve, reject) => {
      answer = (refusal) => (refusal ? reject(new Refused(refusal)) : resolve());
    });
  });
}

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  sent = [];
});

describe('talking', () => {
  it('leaves the text in the box until it is stored', async () => {
    const one = talk();
    one.write('team', 'Hello');
    const sending = one.send('team');
    expect(one.unsent.team.text).toBe('Hello');
    expect(one.sending).toBe(true);
    answer();
    await sending;
    expect(one.unsent.team.text).toBe('');
    expect(sent).toHaveLength(1);
  });

  it('keeps what was refused or lost, also over a reload, and sends it again as the same message', async () => {
    const one = talk();
    one.write('table', 'A truce?');
    const sending = one.send('table');
    answer(problem('interrupted'));
    await sending;
    expect(one.problem?.code).toBe('chat_interrupted');

    const later = talk();
    expect(later.unsent.table.text).toBe('A truce?');
    const again = later.send('table');
    answer();
    await again;
    expect(sent[1]).toEqual(sent[0]);
    expect(later.unsent.table.text).toBe('');
  });

  it('is another message once the text is another', async () => {
    const one = talk();
    one.write('table', 'A truce?');
    const sending = one.send('table');
    answer(problem('chat_too_fast'));
    await sending;
    one.write('table', 'A truce, please?');
    expect(one.problem).toBeNull();
    const again = one.send('table');
    answer();
    await again;
    expect(sent[1]?.once).not.toBe(sent[0]?.once);
    expect(sent[0]?.once).toMatch(/^[0-9a-f]{24}$/);
  });

  it('sends nothing that is empty, too long or on its way', async () => {
    const one = talk();
    await one.send('team');
    one.write('team', 'x'.repeat(281));
    await one.send('team');
    one.write('team', 'x'.repeat(280));
    const sending = one.send('team');
    await one.send('team');
    answer();
    await sending;
    expect(sent).toHaveLength(1);
  });

  it('does not mix the channels', () => {
    const one = talk();
    one.write('team', 'secret');
    one.write('table', 'open');
    expect([one.unsent.team.text, one.unsent.table.text]).toEqual(['secret', 'open']);
  });

  it('remembers what was read, and never unreads it', () => {
    const one = talk();
    one.read('team', 4);
    one.read('team', 2);
    expect(talk().seen).toEqual({ team: 4, table: 0 });
  });
});
