/**
 * What a seat knows of its match, built from the server's frames. Pure: a frame and the time it came in give the next
 * model. Drafts are kept apart (see draft/).
 */
import type {
  ClockBody,
  Forecast,
  PredictionBody,
  PresenceBody,
  ServerMessage,
  Side,
  View,
  Welcome,
  WireEvent,
} from '../wire';
import { heard, joined, type Chat } from './chat';

export interface MatchModel {
  welcome: Welcome | null;
  view: View | null;
  clock: ClockBody | null;
  presence: PresenceBody | null;
  /** Highest event number seen; said in hello when the connection comes back. */
  lastEvent: number;
  /** A number was skipped: the connection must begin again from hello. */
  gap: boolean;
  /** Server time minus our time, in seconds. */
  offset: number;
  /** The turn whose resolution arrived while we watched (its newsreel plays by itself), else 0. */
  justResolved: number;
  /** What closed that turn. */
  closedBy: CloseReason | null;
  /** What our newest draft may lead to, once the server has worked it out. */
  forecast: Forecast | null;
  /** What was said to this side; null where nobody else is in the match. */
  chat: Chat | null;
  /** What we ourselves have predicted, turn by turn. */
  predictions: readonly PredictionBody[];
}

export type CloseReason = Extract<WireEvent['body'], { kind: 'turn_resolved' }>['closed_by'];

export const NO_MATCH: MatchModel = {
  welcome: null,
  view: null,
  clock: null,
  presence: null,
  lastEvent: 0,
  gap: false,
  offset: 0,
  justResolved: 0,
  closedBy: null,
  forecast: null,
  chat: null,
  predictions: [],
};

/** `now`: our clock in Unix seconds when the frame came in. */
export function applyFrame(model: MatchModel, frame: ServerMessage, now: number): MatchModel {
  switch (frame.type) {
    case 'welcome':
      return { ...model, welcome: frame, gap: false, offset: frame.server_time - now };
    case 'snapshot':
      return {
        ...model,
        view: frame.view ?? model.view,
        clock: frame.clock ?? model.clock,
        presence: frame.presence ?? model.presence,
        chat: frame.chat ? joined(model.chat, frame.chat) : null,
        lastEvent: frame.event,
        gap: false,
        offset: frame.server_time - now,
      };
    case 'event':
      return applyEvent(model, frame, now);
    case 'presence':
      return { ...model, presence: frame.presence };
    case 'forecast':
      return frame.forecast.turn === model.view?.turn ? { ...model, forecast: frame.forecast } : model;
    case 'predictions':
      return { ...model, predictions: frame.predictions };
    case 'pong':
      return { ...model, offset: frame.server_time - now };
    case 'draft':
    case 'done':
    case 'error':
      return model;
    default: // of a newer server: what this page does not know it passes over
      return model;
  }
}

function applyEvent(model: MatchModel, frame: WireEvent, now: number): MatchModel {
  if (frame.event <= model.lastEvent) return model;
  if (frame.event > model.lastEvent + 1) return { ...model, gap: true };
  const next = { ...model, lastEvent: frame.event, clock: frame.clock, offset: frame.server_time - now };
  const { body } = frame;
  if (body.kind === 'match_started') return { ...next, view: body.view };
  if (body.kind === 'turn_resolved') {
    const justResolved = body.view.report?.turn ?? 0;
    return { ...next, view: body.view, justResolved, closedBy: body.closed_by, forecast: null };
  }
  if (body.kind === 'said') return { ...next, chat: heard(model.chat, body.message) };
  if (body.kind === 'chat_switched') return { ...next, chat: model.chat && { ...model.chat, on: body.on } };
  return next;
}

export function isCommitted(model: MatchModel, side: Side): boolean {
  return model.clock?.committed[side] ?? false;
}
