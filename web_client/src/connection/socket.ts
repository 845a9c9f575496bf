/**
 * One live connection to the server that keeps itself alive: it says hello with the last event it has, notices a dead
 * line by unanswered pings, and tries again with growing waits. Requests are answered by promise.
 *
 * Everything with a side effect (sockets, timers, chance) comes in from outside.
 */
import type { ClientMessage, Done, ErrorBody, Hello, ServerMessage } from '../wire';
import { backoff } from './backoff';
import { Refused } from './http';

export interface Line {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

/** `lost`: trying again, `attempts` so far. `refused`: the server said no for good; trying again is no use. */
export type LineState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'lost'; attempts: number; everOpen: boolean }
  | { kind: 'refused'; error: ErrorBody }
  | { kind: 'stopped' };

export interface ConnectionParts {
  open: () => Line;
  hello: () => Hello;
  onFrame: (frame: ServerMessage) => void;
  onState: (state: LineState) => void;
  later: (ms: number, then: () => void) => () => void;
  random?: () => number;
}

export type Request = Exclude<ClientMessage, Hello>;
type WithoutId<T> = T extends unknown ? Omit<T, 'request'> : never;
export type RequestBody = WithoutId<Request>;

interface Waiting {
  resolve: (done: Done) => void;
  reject: (reason: Refused) => void;
}

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 8_000;
const ANSWER_WITHIN_MS = 4_000;
export const INTERRUPTED: ErrorBody = {
  code: 'interrupted',
  message: 'The connection broke before the server answered.',
  hint: 'It is sent again once the connection is back.',
  field: null,
  args: {},
};

export class Connection {
  private line: Line | null = null;
  private state: LineState = { kind: 'stopped' };
  private waiting = new Map<string, Waiting>();
  private cancelTimer: () => void = () => undefined;
  private attempts = 0;
  private everOpen = false;
  private requests = 0;
  /** A ping is out, and its pong must come in time. */
  private pinged = false;

  constructor(private readonly parts: ConnectionParts) {}

  start(): void {
    if (this.state.kind === 'stopped') this.connect();
  }

  stop(): void {
    this.become({ kind: 'stopped' });
    this.drop();
  }

  /** Try now instead of waiting: the network came back, or the tab woke up. */
  nudge(): void {
    if (this.state.kind === 'lost') this.connect();
    else if (this.state.kind === 'open' && !this.pinged) this.ping();
  }

  /** Begin again from hello, for instance because an event number is missing. */
  resync(): void {
    if (this.state.kind === 'open') this.lose();
  }

  nextId(): string {
    this.requests += 1;
    return `c${this.requests}`;
  }

  request(body: RequestBody, id = this.nextId()): Promise<Done> {
    if (this.state.kind !== 'open' || !this.line) return Promise.reject(new Refused(INTERRUPTED));
    if (this.waiting.size === 0 && !this.pinged) this.wait(ANSWER_WITHIN_MS, () => this.ping());
    const answer = new Promise<Done>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.line.send(JSON.stringify({ ...body, request: id }));
    return answer;
  }

  private become(state: LineState): void {
    this.state = state;
    this.parts.onState(state);
  }

  private connect(): void {
    this.drop();
    if (this.attempts === 0) this.become({ kind: 'connecting' });
    const line = this.parts.open();
    this.line = line;
    line.onopen = () => line.send(JSON.stringify(this.parts.hello()));
    line.onmessage = ({ data }) => this.read(data);
    line.onclose = () => {
      if (this.line === line) this.lose();
    };
    this.wait(PONG_WITHIN_MS, () => this.lose());
  }

  private read(data: unknown): void {
    if (typeof data !== 'string') return;
    const frame = JSON.parse(data) as ServerMessage;
    if (frame.type === 'welcome') this.welcomed();
    this.answer(frame);
    if (frame.type === 'error' && frame.fatal) this.refuse(frame.error);
    this.parts.onFrame(frame);
  }

  private welcomed(): void {
    this.attempts = 0;
    this.everOpen = true;
    this.become({ kind: 'open' });
    this.rest();
  }

  private rest(): void {
    this.pinged = false;
    this.wait(PING_EVERY_MS, () => this.ping());
  }

  private answer(frame: ServerMessage): void {
    if (frame.type === 'pong') return this.rest();
    if (frame.type !== 'done' && frame.type !== 'error') return;
    if (frame.request === null) return;
    const waiting = this.waiting.get(frame.request);
    this.waiting.delete(frame.request);
    if (frame.type === 'done') waiting?.resolve(frame);
    else waiting?.reject(new Refused(frame.error));
  }

  private ping(): void {
    this.pinged = true;
    this.line?.send(JSON.stringify({ type: 'ping', request: this.nextId() }));
    this.wait(PONG_WITHIN_MS, () => this.lose());
  }

  private lose(): void {
    if (this.state.kind === 'refused' || this.state.kind === 'stopped') return;
    this.drop();
    this.attempts += 1;
    this.become({ kind: 'lost', attempts: this.attempts, everOpen: this.everOpen });
    this.wait(backoff(this.attempts - 1, this.parts.random), () => this.connect());
  }

  private refuse(error: ErrorBody): void {
    this.become({ kind: 'refused', error });
    this.drop();
  }

  private drop(): void {
    this.cancelTimer();
    this.pinged = false;
    const line = this.line;
    this.line = null;
    if (line) {
      line.onopen = line.onmessage = line.onclose = null;
      line.close();
    }
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(new Refused(INTERRUPTED));
  }

  private wait(ms: number, then: () => void): void {
    this.cancelTimer();
    this.cancelTimer = this.parts.later(ms, then);
  }
}
