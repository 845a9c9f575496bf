import { describe, expect, it } from 'vitest';
import type { ChatMessage, Member, PresenceBody } from '../wire';
import { channelsOf, heard, inChannel, joined, lengthOf, oneLine, unread, type Chat } from './chat';

const me = { side: 'washington', nickname: 'Ann' } as const;

function said(channel: ChatMessage['channel'], number: number, nickname = 'Bo'): ChatMessage {
  const side = nickname === 'Bo' ? 'beijing' : 'washington';
  return { channel, number, side, nickname, turn: 1, at: number, text: `${channel} ${number}` };
}
function presence(people: number, rival_bot = false): PresenceBody {
  const member: Member = { seat: 's', side: 'washington', nickname: 'Ann', bot: null, connected: true };
  return { members: Array<Member>(people).fill(member), rival_present: true, rival_bot };
}
const none: Chat = { on: true, messages: [] };

describe('what was said', () => {
  it('is known once, however often it arrives', () => {
    const once = heard(none, said('table', 1));
    expect(heard(once, said('table', 1))).toBe(once);
    expect(heard(once, said('team', 1, 'Cleo')).messages).toHaveLength(2);
  });

  it('is kept when a snapshot brings only the newest', () => {
    const before: Chat = { on: true, messages: [said('table', 1), said('table', 2), said('team', 1, 'Cleo')] };
    const after = joined(before, { on: false, messages: [said('table', 2), said('table', 3)] });
    expect(inChannel(after, 'table').map((message) => message.number)).toEqual([1, 2, 3]);
    expect(inChannel(after, 'team')).toHaveLength(1);
    expect(after.on).toBe(false);
  });

  it('is unread until it is read, unless one said it oneself', () => {
    const chat: Chat = { on: true, messages: [said('table', 1), said('table', 2, 'Ann'), said('table', 3)] };
    expect(unread(chat, 'table', 0, me)).toBe(2);
    expect(unread(chat, 'table', 1, me)).toBe(1);
    expect(unread(chat, 'table', 3, me)).toBe(0);
  });
});

describe('channels', () => {
  it('are there only where somebody can answer', () => {
    expect(channelsOf('solo', presence(1, true), none)).toEqual([]);
    expect(channelsOf('friend', presence(1), none)).toEqual(['table']);
    expect(channelsOf('class', presence(1, true), none)).toEqual([]);
    expect(channelsOf('class', presence(3, true), none)).toEqual(['team']);
    expect(channelsOf('class', presence(2), none)).toEqual(['team', 'table']);
    expect(channelsOf('class', presence(2), null)).toEqual([]);
  });

  it('stay where something was said', () => {
    expect(channelsOf('class', presence(1, true), heard(none, said('table', 1)))).toEqual(['table']);
  });
});

describe('a message', () => {
  it('is one line, counted as the server counts it', () => {
    expect(oneLine('one\r\ntwo\tthree')).toBe('one two three');
    expect(lengthOf('  e\u0301 ')).toBe(1);
    expect(lengthOf('😀中')).toBe(2);
  });
});
