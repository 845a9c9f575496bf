import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chat } from '../../model/chat';
import { Talk } from '../../model/talk.svelte';
import { setLanguage } from '../../text/language.svelte';
import ChatPanel from './ChatPanel.svelte';

const me = { side: 'washington', nickname: 'Ann' } as const;
const tabs = [
  { key: 'team', name: 'Team', badge: 0, spoken: '' },
  { key: 'table', name: 'Beijing channel', badge: 0, spoken: '' },
] as const;
const markup = '<img src=x onerror="alert(1)"><b>bold</b>';
const chat: Chat = {
  on: true,
  messages: [
    { channel: 'table', number: 1, side: 'beijing', nickname: '<i>Bo</i>', turn: 1, at: 1, text: markup },
    { channel: 'team', number: 1, side: 'washington', nickname: 'Cleo', turn: 1, at: 2, text: 'Among us' },
  ],
};

let sent: string[];
let talk: Talk;
const onclose = vi.fn();

function panel(shown: Chat = chat, kind: 'class' | 'friend' = 'class') {
  return render(ChatPanel, { chat: shown, talk, at: 'table', tabs, me, kind, onclose });
}

beforeEach(() => {
  setLanguage('en');
  sessionStorage.clear();
  localStorage.clear();
  sent = [];
  talk = new Talk('seat', (_, text) => Promise.resolve(sent.push(text)));
});

describe('the chat', () => {
  it('shows what was said as text, never as markup', () => {
    panel();
    expect(screen.getByText(markup).isConnected).toBe(true);
    expect(screen.getByText('<i>Bo</i>').isConnected).toBe(true);
    expect(document.querySelector('.panel img, .panel .message i:not([class])')).toBeNull();
    expect(screen.queryByText('Among us')).toBeNull();
  });

  it('says who reads along', () => {
    const shown = panel();
    expect(screen.getByText('Both sides and the facilitator read this.').isConnected).toBe(true);
    shown.unmount();
    panel(chat, 'friend');
    expect(screen.getByText('Both sides read this.').isConnected).toBe(true);
  });

  it('has read what it shows', () => {
    panel();
    expect(talk.seen).toEqual({ team: 0, table: 1 });
  });

  it('sends with Enter, but not while a word is being composed', async () => {
    panel();
    const box = screen.getByRole('textbox', { name: 'Message to both sides' });
    await fireEvent.input(box, { target: { value: '停火' } });
    await fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
    expect(sent).toEqual([]);
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(sent).toEqual(['停火']);
  });

  it('says when something was said, also after the end', () => {
    const message = { ...chat.messages[0]!, text: 'Well played' };
    const messages = [0, 1, 6].map((turn, index) => ({ ...message, turn, number: index + 1 }));
    render(ChatPanel, { chat: { on: true, messages }, talk, at: 'table', tabs, me, kind: 'class', ended: 6, onclose });
    const turns = [...document.querySelectorAll('.turn')].map((line) => line.textContent);
    expect(turns).toEqual(['Before the start', 'Turn 1', 'After the end']);
  });

  it('closes with Escape', async () => {
    panel();
    await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
    expect(onclose).toHaveBeenCalled();
  });

  it('stays readable when it is switched off', () => {
    panel({ ...chat, on: false });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText('The facilitator has switched the chat off for now.').isConnected).toBe(true);
    expect(screen.getByText(markup).isConnected).toBe(true);
  });
});
