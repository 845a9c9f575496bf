/** What a draft may lead to, number by number. Pure. */
import type { Forecast, Span, VariableInfo } from '../wire';
import { isStill } from './variables';

/** Where a named number may come to lie: by the next turn, and about two years on (null near the end of a match). */
export interface Ahead {
  next: Span;
  later: { turn: number; span: Span } | null;
}

export function aheadOf(forecast: Forecast | null, name: string): Ahead | null {
  const [first, second] = forecast?.outlooks ?? [];
  const next = first && spanIn(first, name);
  if (!next) return null;
  const later = second && spanIn(second, name);
  return { next, later: later ? { turn: second.turn, span: later } : null };
}

/** The same for a score. */
export function scoreAhead(forecast: Forecast | null, dimension: string): Ahead | null {
  const [first, second] = forecast?.outlooks ?? [];
  const next = first?.scores[dimension];
  if (!next) return null;
  const later = second?.scores[dimension];
  return { next, later: later ? { turn: second.turn, span: later } : null };
}

function spanIn(outlook: Forecast['outlooks'][number], name: string): Span | null {
  return outlook.own[name] ?? outlook.world[name] ?? outlook.perceived[name] ?? null;
}

/** Whether the draft changes what would come anyway, in the digits shown. */
export function isMoved(span: Span, info: VariableInfo | null): boolean {
  return !isStill(span.middle - span.usual, info);
}
