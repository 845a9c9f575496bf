/** What somebody says of the open turn, on its way to the server: shown at once, kept until the server has it. */
import { Refused } from '../connection/http';
import type { ErrorBody } from '../wire';
import type { Wish } from './predictions';

interface Unsaved {
  turn: number;
  wish: Wish;
}

/** Refusals that say nothing about the wish itself: it is kept and sent again. */
const PASSING = ['too_fast', 'unavailable', 'internal', 'interrupted', 'paused'];
const RETRY_PAUSE_MS = 1500;

export class Predicting {
  unsaved = $state.raw<Unsaved | null>(null);
  /** What the server has stored, until it has told all our tabs so. */
  stored = $state.raw<Unsaved | null>(null);
  /** Words in the box that belong to no prediction yet; a turn that closes leaves them for the next. */
  typed = $state.raw<string | null>(null);
  problem = $state.raw<ErrorBody | null>(null);
  private flying = false;

  /** `send` comes back once the server has stored it. */
  constructor(
    private readonly seat: string,
    private readonly send: (turn: number, wish: Wish) => Promise<unknown>,
    private readonly later: (ms: number, then: () => void) => unknown,
  ) {
    this.typed = sessionStorage.getItem(this.typedKey);
  }

  type(text: string | null): void {
    this.typed = text;
    if (text === null) sessionStorage.removeItem(this.typedKey);
    else sessionStorage.setItem(this.typedKey, text);
  }

  say(turn: number, wish: Wish): void {
    this.keep({ turn, wish });
    void this.flush();
  }

  /** The server's own list came, which may hold what another tab said. */
  heard(): void {
    this.stored = null;
  }

  /** Another turn is open: what was kept for it comes back, all else is too late. */
  open(turn: number): void {
    this.problem = null;
    const kept = this.unsaved ?? this.kept();
    if (kept && kept.turn !== turn) this.leave(kept);
    this.keep(kept?.turn === turn ? kept : null);
    void this.flush();
  }

  /** Send what the server does not have, one at a time: the newest wish is the one that counts. */
  async flush(): Promise<void> {
    if (this.flying || !this.unsaved) return;
    const sent = this.unsaved;
    this.flying = true;
    try {
      await this.send(sent.turn, sent.wish);
      this.problem = null;
      this.stored = sent;
      if (this.unsaved === sent) this.keep(null);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      this.blame(reason.body, sent);
    } finally {
      this.flying = false;
    }
    if (this.unsaved && this.unsaved !== sent) await this.flush();
  }

  private blame(body: ErrorBody, sent: Unsaved): void {
    if (body.code === 'interrupted') return; // sent again after the next welcome
    if (PASSING.includes(body.code)) this.later(RETRY_PAUSE_MS, () => void this.flush());
    else if (this.unsaved === sent) {
      this.leave(sent);
      this.keep(null);
    }
    if (body.code !== 'too_fast') this.problem = body;
  }

  /** Its turn is over or it was refused: its words stay in the box. */
  private leave({ wish }: Unsaved): void {
    if (this.typed === null && wish.because !== '') this.type(wish.because);
  }

  private get key(): string {
    return `airace.foreseen.${this.seat}`;
  }

  private get typedKey(): string {
    return `airace.foreseen.typed.${this.seat}`;
  }

  private keep(unsaved: Unsaved | null): void {
    this.unsaved = unsaved;
    if (unsaved) sessionStorage.setItem(this.key, JSON.stringify(unsaved));
    else sessionStorage.removeItem(this.key);
  }

  private kept(): Unsaved | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? 'null') as Unsaved | null;
    } catch {
      return null;
    }
  }
}
