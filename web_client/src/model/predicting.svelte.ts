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
  problem = $state.raw<ErrorBody | null>(null);
  private flying = false;

  /** `send` comes back once the server has stored it. */
  constructor(
    private readonly seat: string,
    private readonly send: (turn: number, wish: Wish) => Promise<unknown>,
    private readonly later: (ms: number, then: () => void) => unknown,
  ) {}

  say(turn: number, wish: Wish): void {
    this.keep({ turn, wish });
    void this.flush();
  }

  /** Another turn is open: what was kept for it comes back, all else is too late. */
  open(turn: number): void {
    this.problem = null;
    const kept = this.unsaved ?? this.kept();
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
    else if (this.unsaved === sent) this.keep(null);
    if (body.code !== 'too_fast') this.problem = body;
  }

  private get key(): string {
    return `airace.foreseen.${this.seat}`;
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
