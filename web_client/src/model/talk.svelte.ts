/** What a seat is about to say, and what it has read: kept in this browser, so that nothing typed is lost. */
import { Refused } from '../connection/http';
import type { ErrorBody } from '../wire';
import { lengthOf, LONGEST, type Channel } from './chat';

/** `once`: the id under which exactly this text is sent, also again after a lost answer. */
interface Unsent {
  text: string;
  once: string;
}
type PerChannel<T> = Record<Channel, T>;
export type Say = (channel: Channel, text: string, once: string) => Promise<unknown>;

type Store = Pick<Storage, 'getItem' | 'setItem'>;
/** What is typed belongs to this tab, what is read to this browser. */
type Kept = 'unsent' | 'seen';

const NOTHING: Unsent = { text: '', once: '' };

export class Talk {
  unsent = $state.raw<PerChannel<Unsent>>({ team: NOTHING, table: NOTHING });
  /** Number of the last message read in each channel. */
  seen = $state.raw<PerChannel<number>>({ team: 0, table: 0 });
  open = $state(false);
  channel = $state<Channel>('team');
  sending = $state(false);
  problem = $state.raw<ErrorBody | null>(null);

  constructor(
    private readonly seat: string,
    private readonly say: Say,
    private readonly kept: Record<Kept, Store> = { unsent: sessionStorage, seen: localStorage },
  ) {
    this.unsent = this.recall('unsent', this.unsent);
    this.seen = this.recall('seen', this.seen);
  }

  write(channel: Channel, text: string): void {
    if (text === this.unsent[channel].text) return;
    this.problem = null;
    this.keep(channel, { text, once: '' });
  }

  /** Send what is typed; it leaves the box only once the server has stored it. */
  async send(channel: Channel): Promise<void> {
    const length = lengthOf(this.unsent[channel].text);
    if (this.sending || length === 0 || length > LONGEST) return;
    const going = { text: this.unsent[channel].text, once: this.unsent[channel].once || newId() };
    this.keep(channel, going);
    this.sending = true;
    this.problem = null;
    try {
      await this.say(channel, going.text, going.once);
      if (this.unsent[channel].once === going.once) this.keep(channel, NOTHING);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      const lost = reason.body.code === 'interrupted';
      this.problem = lost ? { ...reason.body, code: 'chat_interrupted' } : reason.body;
    } finally {
      this.sending = false;
    }
  }

  read(channel: Channel, number: number): void {
    if (number <= this.seen[channel]) return;
    this.seen = { ...this.seen, [channel]: number };
    this.store('seen', this.seen);
  }

  private keep(channel: Channel, unsent: Unsent): void {
    this.unsent = { ...this.unsent, [channel]: unsent };
    this.store('unsent', this.unsent);
  }

  private store(what: Kept, value: object): void {
    try {
      this.kept[what].setItem(this.key(what), JSON.stringify(value));
    } catch {
      // full or forbidden: then it lives as long as the page
    }
  }

  private recall<T extends object>(what: Kept, otherwise: T): T {
    try {
      return { ...otherwise, ...(JSON.parse(this.kept[what].getItem(this.key(what)) ?? '{}') as Partial<T>) };
    } catch {
      return otherwise;
    }
  }

  private key(what: Kept): string {
    return `airace.chat.${what}.${this.seat}`;
  }
}

/** 96 random bits; works on pages without TLS too, where `randomUUID` does not. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
