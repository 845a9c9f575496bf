/** Edits that the server does not have yet, kept in this tab so that a reload during an outage loses nothing. */
import { interrupted, type LocalDraft, type SomeFields } from './optimistic';

const keyOf = (seat: string) => `airace.unsaved.${seat}`;

export function store(seat: string, draft: LocalDraft, storage: Storage = sessionStorage): void {
  storage.setItem(keyOf(seat), JSON.stringify({ turn: draft.turn, fields: interrupted(draft).pending }));
}

export function forget(seat: string, storage: Storage = sessionStorage): void {
  storage.removeItem(keyOf(seat));
}

/** What was kept for this very turn, else null. */
export function recall(seat: string, turn: number, storage: Storage = sessionStorage): SomeFields | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(seat)) ?? 'null') as { turn: number; fields: SomeFields } | null;
    return kept?.turn === turn ? kept.fields : null;
  } catch {
    return null;
  }
}
