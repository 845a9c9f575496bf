/** A line to a server that a test plays, and timers that fire when the test says so. */
import type { Line } from '../connection/socket';

export class FakeLine implements Line {
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

interface Timer {
  ms: number;
  then: () => void;
  live: boolean;
}

export class FakeTimers {
  private timers: Timer[] = [];

  later = (ms: number, then: () => void): (() => void) => {
    const timer = { ms, then, live: true };
    this.timers.push(timer);
    return () => (timer.live = false);
  };

  get waiting(): readonly Timer[] {
    return this.timers.filter((timer) => timer.live);
  }

  /** Fire the timers that wait for `ms`, or the oldest one. */
  fire(ms?: number): void {
    const due = ms === undefined ? this.waiting.slice(0, 1) : this.waiting.filter((timer) => timer.ms === ms);
    for (const timer of due) {
      timer.live = false;
      timer.then();
    }
  }
}
