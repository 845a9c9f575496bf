/** A seat at a match, alive: connection, model and draft together. Screens read it and call its verbs. */
import { later, openSocket, wakeUps } from '../connection/browser';
import { Refused } from '../connection/http';
import { Connection, INTERRUPTED, type ConnectionParts, type LineState } from '../connection/socket';
import { steadyNow } from '../connection/time';
import { defaultFields } from '../draft/defaults';
import { forget, recall, store, type Kept } from '../draft/keep';
import {
  accepted,
  edit,
  holds,
  interrupted,
  isEmpty,
  newDraft,
  openTurn,
  receive,
  refused,
  send,
  shownOrders,
  unsaved,
  type Fields,
  type LocalDraft,
  type SomeFields,
} from '../draft/optimistic';
import { PROTOCOL, type ErrorBody, type ServerMessage } from '../wire';
import type { Channel } from './chat';
import { applyFrame, isCommitted, NO_MATCH, type MatchModel } from './match';
import { Predicting } from './predicting.svelte';
import { wishOf, type Wish } from './predictions';

const EDIT_PAUSE_MS = 150;
const RETRY_PAUSE_MS = 1200;
/** Refusals that say nothing about the edit itself: it is kept and sent again. */
const PASSING = ['too_fast', 'unavailable', 'internal'];
/** Refusals that say that an edit came too late. */
const LATE = ['wrong_turn', 'turn_closed', 'match_over'];

/** Sockets and timers, given from outside so that tests can hold them. */
export type Outside = Pick<ConnectionParts, 'open' | 'later'>;

export class PlaySession {
  model = $state.raw<MatchModel>(NO_MATCH);
  draft = $state.raw<LocalDraft>(newDraft(0));
  line = $state.raw<LineState>({ kind: 'stopped' });
  /** What was refused last, shown beside the orders until the next success. */
  problem = $state.raw<ErrorBody | null>(null);
  signing = $state(false);
  /** Edits that a closing turn overtook on their way to the server. */
  missed = $state.raw<Kept | null>(null);
  /** Edits the server does not have yet. */
  saving: boolean = $derived(unsaved(this.draft));
  orders: Fields = $derived(shownOrders(this.draft, this.model.view?.defaults ?? null));

  readonly predicting: Predicting;
  /** What we say of the open turn, whether the server has it or not. */
  foreseen: Wish = $derived.by(() => {
    const turn = this.model.view?.turn ?? 0;
    const said = this.predicting.unsaved ?? this.predicting.stored;
    return said?.turn === turn ? said.wish : wishOf(this.model.predictions, turn);
  });

  private connection: Connection;
  private stopWaking: () => void = () => undefined;
  private stopTimer: (() => void) | null = null;
  private flying: Promise<void> | null = null;
  /** Asked for when the line broke: whether our side is signed. */
  private asked: boolean | null = null;

  constructor(
    readonly seat: string,
    private readonly outside: Outside = { open: openSocket, later },
  ) {
    this.connection = new Connection({
      open: outside.open,
      hello: () => ({ type: 'hello', protocol: PROTOCOL, seat: this.seat, last_event: this.model.lastEvent }),
      onFrame: (frame) => this.onFrame(frame),
      onState: (state) => this.onState(state),
      later: outside.later,
    });
    const send = (turn: number, wish: Wish) =>
      this.connection.request({ type: 'predict', match: this.model.welcome?.match ?? '', turn, ...wish });
    this.predicting = new Predicting(seat, send, outside.later);
  }

  start(): void {
    this.stopWaking();
    this.connection.start();
    this.stopWaking = wakeUps(this.connection);
  }

  stop(): void {
    this.stopWaking();
    this.stopTimer?.();
    this.connection.stop();
  }

  retryNow(): void {
    this.connection.nudge();
  }

  /** Change fields of the draft: shown at once, sent after a short pause. */
  edit(fields: SomeFields): void {
    this.keep(edit(this.draft, fields));
    this.flushSoon();
  }

  /** Say what we expect of the open turn, in place of what we said before. */
  foresee(wish: Wish): void {
    this.predicting.say(this.model.view?.turn ?? 0, wish);
  }

  /** Back to the orders that would count if nothing were committed. */
  reset(): void {
    const { view } = this.model;
    if (view) this.edit(defaultFields(view, this.orders));
  }

  /** Make the edits that came too late for their turn in this one. */
  makeAgain(): void {
    if (this.missed) this.edit(this.missed.fields);
    this.missed = null;
  }

  async sign(): Promise<void> {
    await this.whileSigning(true, async () => {
      const { turn } = this.draft;
      while (this.flying || !isEmpty(this.draft.pending)) {
        if (this.line.kind !== 'open') throw new Refused(INTERRUPTED);
        await this.flush();
      }
      if (this.draft.turn !== turn) return; // it closed meanwhile, and nobody asked for the next one
      const known = this.draft.server !== null;
      try {
        await this.commit();
      } catch (reason) {
        // The draft of a turn that has just opened comes after its view, and with this refusal.
        if (known || !(reason instanceof Refused) || reason.body.code !== 'draft_conflict') throw reason;
        await this.commit();
      }
      this.missed = null;
    });
  }

  private async commit(): Promise<void> {
    const draft_no = this.newestDraftNo();
    await this.connection.request({ type: 'commit_orders', ...this.address(), draft_no });
  }

  async withdraw(): Promise<void> {
    await this.whileSigning(false, async () => {
      await this.connection.request({ type: 'withdraw_orders', ...this.address() });
    });
  }

  /** Say something to the own side or to both; done once it is stored. */
  async say(channel: Channel, text: string, once: string): Promise<void> {
    const match = this.model.welcome?.match ?? '';
    await this.connection.request({ type: 'say', match, channel, text, once });
  }

  private async whileSigning(signed: boolean, act: () => Promise<void>): Promise<void> {
    if (this.signing) return;
    this.signing = true;
    this.asked = null;
    try {
      await act();
      this.problem = null;
    } catch (reason) {
      this.blame(reason);
      if (this.problem?.code === INTERRUPTED.code) this.asked = signed;
    } finally {
      this.signing = false;
    }
  }

  private address(): { match: string; turn: number } {
    return { match: this.model.welcome?.match ?? '', turn: this.draft.turn };
  }

  private newestDraftNo(): number {
    const numbers = this.draft.flights.map((flight) => flight.arrivesWith ?? 0);
    return Math.max(this.draft.server?.draft_no ?? 0, ...numbers);
  }

  private blame(reason: unknown): void {
    if (!(reason instanceof Refused)) throw reason;
    this.problem = reason.body;
  }

  private onState(state: LineState): void {
    this.line = state;
    if (state.kind === 'lost') this.keep(interrupted(this.draft));
  }

  private onFrame(frame: ServerMessage): void {
    const before = this.model;
    this.model = applyFrame(before, frame, steadyNow());
    if (this.model.gap) this.connection.resync();
    if (this.model.view !== before.view) this.onView();
    if (frame.type === 'draft') this.keep(receive(this.draft, frame.draft));
    if ((frame.type === 'snapshot' || frame.type === 'error') && frame.draft) {
      this.keep(receive(this.draft, frame.draft));
    }
    if (frame.type === 'welcome' || frame.type === 'snapshot') this.flushSoon();
    if (frame.type === 'welcome') void this.predicting.flush();
    if (frame.type === 'predictions') this.predicting.heard();
    if (frame.type === 'snapshot' || frame.type === 'draft' || frame.type === 'event') this.comparePromise();
  }

  /** A signature whose answer was lost did arrive after all. */
  private comparePromise(): void {
    const { view } = this.model;
    if (this.asked === null || !view?.side || this.asked !== isCommitted(this.model, view.side)) return;
    this.asked = null;
    this.problem = null;
  }

  private onView(): void {
    const turn = this.model.view?.turn ?? 0;
    if (turn <= this.draft.turn) return;
    this.problem = null;
    this.asked = null;
    const kept = recall(this.seat);
    const opened = openTurn(this.draft, turn);
    this.keep(kept?.turn === turn ? edit(opened, kept.fields) : opened);
    if (kept && kept.turn < turn) this.miss(kept);
    this.predicting.open(turn);
  }

  private miss(late: Kept): void {
    if (!holds(this.orders, late.fields) && !this.model.view?.over) this.missed = late;
  }

  private keep(draft: LocalDraft): void {
    this.draft = draft;
    if (unsaved(draft)) store(this.seat, draft);
    else forget(this.seat);
  }

  private flushSoon(): void {
    if (this.stopTimer || isEmpty(this.draft.pending)) return;
    this.stopTimer = this.outside.later(EDIT_PAUSE_MS, () => {
      this.stopTimer = null;
      this.flush().catch((reason: unknown) => this.blame(reason));
    });
  }

  /** Send the pending fields and wait for the answer. One at a time: what changes meanwhile goes with the next. */
  private flush(): Promise<void> {
    this.flying ??= this.fly().finally(() => {
      this.flying = null;
      if (this.line.kind === 'open') this.flushSoon();
    });
    return this.flying;
  }

  private async fly(): Promise<void> {
    if (isEmpty(this.draft.pending) || this.line.kind !== 'open') return;
    const id = this.connection.nextId();
    const fields = this.draft.pending;
    this.keep(send(this.draft, id));
    try {
      const done = await this.connection.request({ type: 'edit_draft', ...this.address(), ...fields }, id);
      this.keep(accepted(this.draft, id, done.draft_no ?? null));
      this.problem = null;
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      if (reason.body.code === 'interrupted') return;
      if (PASSING.includes(reason.body.code)) return await this.takeBack();
      this.keep(refused(this.draft, id, null));
      if (LATE.includes(reason.body.code)) return this.miss({ turn: this.draft.turn, fields });
      throw reason;
    }
  }

  /** What was on its way becomes pending again, after a pause. */
  private async takeBack(): Promise<void> {
    this.keep(interrupted(this.draft));
    await new Promise<void>((resolve) => this.outside.later(RETRY_PAUSE_MS, resolve));
  }
}
