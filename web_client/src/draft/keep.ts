/** Edits that the server does not have yet, kept in this tab so that a reload during an outage loses nothing. */
import { interrupted, type LocalDraft, type SomeFields } from './optimistic';

const keyOf = (seat: string) => `airace.unsaved.${seat}`;

export function store(seat: string, draft: LocalDraft, storage: Storage = sessionStorage): void {
  storage.setItem(keyOf(seat), JSON.stringify({ turn: draft.turn, fields: interrupted(draft).pending }));
}

export function forget(seat: string, storage: Storage = sessionStorage): void {
  storage.removeItem(keyOf(seat));
}

export interface Kept {
  turn: number;
  fields: SomeFields;
}

/** What was kept, of whichever turn; null when there is nothing. */
export function recall(seat: string, storage: Storage = sessionStorage): Kept | null {
  try {
    return JSON.parse(storage.getItem(keyOf(seat)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
