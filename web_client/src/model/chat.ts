/** What was said to a side: its own channel and the one between the sides. Pure. */
import type { ChatBody, ChatMessage, PresenceBody, SeatInfo, Side } from '../wire';

export type Channel = ChatMessage['channel'];
export const CHANNELS: readonly Channel[] = ['team', 'table'];
/** Characters of a message, as the server counts them. */
export const LONGEST = 280;

export interface Chat {
  on: boolean;
  /** In each channel in its order. */
  messages: readonly ChatMessage[];
}

export interface Speaker {
  side: Side;
  nickname: string | null;
}

const same = (one: ChatMessage, other: ChatMessage) => one.channel === other.channel && one.number === other.number;

/** What a snapshot brings, with what was known before it. */
export function joined(chat: Chat | null, body: ChatBody): Chat {
  const older = (chat?.messages ?? []).filter((known) => !body.messages.some((message) => same(message, known)));
  const messages = [...older, ...body.messages].sort((one, other) => one.number - other.number);
  return { on: body.on, messages };
}

/** One message more; one that is known already is not said twice. */
export function heard(chat: Chat | null, message: ChatMessage): Chat {
  const known = chat ?? { on: true, messages: [] };
  if (known.messages.some((one) => same(one, message))) return known;
  return { ...known, messages: [...known.messages, message] };
}

export function inChannel(chat: Chat, channel: Channel): ChatMessage[] {
  return chat.messages.filter((message) => message.channel === channel);
}

/** Nicknames are unique in a session. */
export function isOwn(message: ChatMessage, me: Speaker): boolean {
  return message.side === me.side && message.nickname === me.nickname;
}

export function lastNumber(chat: Chat, channel: Channel): number {
  return inChannel(chat, channel).at(-1)?.number ?? 0;
}

/** Messages of others after number `seen`. */
export function unread(chat: Chat, channel: Channel, seen: number, me: Speaker): number {
  return inChannel(chat, channel).filter((message) => message.number > seen && !isOwn(message, me)).length;
}

/** Channels in which somebody can answer, or has said something. Bots say nothing. */
export function channelsOf(kind: SeatInfo['kind'], presence: PresenceBody | null, chat: Chat | null): Channel[] {
  if (kind === 'solo' || !chat) return [];
  const people = (presence?.members ?? []).filter((member) => member.bot === null).length;
  const answering: Readonly<Record<Channel, boolean>> = {
    team: people > 1,
    table: !(presence?.rival_bot ?? false),
  };
  return CHANNELS.filter((channel) => answering[channel] || inChannel(chat, channel).length > 0);
}

/** Pasted lines become one. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n\t\u2028\u2029]+/g, ' ');
}

/** Characters as the server counts them: composed, without the spaces around. */
export function lengthOf(text: string): number {
  return [...text.normalize('NFC').trim()].length;
}
