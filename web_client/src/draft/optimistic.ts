/**
 * The side's draft as this player sees it at once: the server's draft, with local edits on top until the server has
 * them. Pure. Fields are replaced one by one, so what a teammate changes elsewhere is seen immediately and what is
 * typed here is never lost.
 */
import type { DraftBody, OrdersView } from '../wire';

export interface Fields {
  instruments: Record<string, number>;
  stances: Record<string, string>;
  /** Whether an instalment is paid this turn. */
  projects: Record<string, boolean>;
  /** Whether our side signs, or keeps its signature. */
  deals: Record<string, boolean>;
}

/** Fields where some kinds may be left out: what an edit names, or what an older server sends. */
export type SomeFields = Partial<Fields>;

interface Flight {
  request: string;
  fields: Fields;
  /** Once answered: the draft number that holds these fields; they stay on top until it arrives. */
  arrivesWith: number | null;
}

export interface LocalDraft {
  turn: number;
  server: DraftBody | null;
  pending: Fields;
  flights: readonly Flight[];
}

export const NO_FIELDS: Fields = { instruments: {}, stances: {}, projects: {}, deals: {} };

export function newDraft(turn: number): LocalDraft {
  return { turn, server: null, pending: NO_FIELDS, flights: [] };
}

export function isEmpty(fields: Fields): boolean {
  return Object.values(fields).every((kind: object) => Object.keys(kind).length === 0);
}

function merge(under: SomeFields, over: SomeFields): Fields {
  return {
    instruments: { ...under.instruments, ...over.instruments },
    stances: { ...under.stances, ...over.stances },
    projects: { ...under.projects, ...over.projects },
    deals: { ...under.deals, ...over.deals },
  };
}

/** What the player sees and edits: defaults, under the stored draft, under what is on its way, under the last edits. */
export function shownOrders(draft: LocalDraft, defaults: OrdersView | null): Fields {
  const base = merge(defaults ?? NO_FIELDS, draft.server ?? NO_FIELDS);
  return merge(
    draft.flights.reduce((fields, flight) => merge(fields, flight.fields), base),
    draft.pending,
  );
}

export function edit(draft: LocalDraft, fields: SomeFields): LocalDraft {
  return { ...draft, pending: merge(draft.pending, fields) };
}

/** The pending edits leave under the id `request`. */
export function send(draft: LocalDraft, request: string): LocalDraft {
  const flight = { request, fields: draft.pending, arrivesWith: null };
  return { ...draft, pending: NO_FIELDS, flights: [...draft.flights, flight] };
}

/** The server's draft. Older numbers and other turns' late drafts are ignored; a later turn starts afresh. */
export function receive(draft: LocalDraft, server: DraftBody): LocalDraft {
  if (server.turn < draft.turn) return draft;
  if (server.turn > draft.turn) return { ...newDraft(server.turn), server };
  if (draft.server && server.draft_no < draft.server.draft_no) return draft;
  const flights = draft.flights.filter((f) => f.arrivesWith === null || f.arrivesWith > server.draft_no);
  return { ...draft, server, flights };
}

/** The edit `request` is stored as draft `draftNo`. */
export function accepted(draft: LocalDraft, request: string, draftNo: number | null): LocalDraft {
  const arrived = draftNo === null || (draft.server?.draft_no ?? -1) >= draftNo;
  const flights = arrived
    ? draft.flights.filter((f) => f.request !== request)
    : draft.flights.map((f) => (f.request === request ? { ...f, arrivesWith: draftNo } : f));
  return { ...draft, flights };
}

/** The edit `request` was refused: its fields fall back to what the server has. */
export function refused(draft: LocalDraft, request: string, server: DraftBody | null): LocalDraft {
  const without = { ...draft, flights: draft.flights.filter((f) => f.request !== request) };
  return server ? receive(without, server) : without;
}

/** The connection broke: what was on its way may be lost, so it is sent again (setting a field twice is harmless). */
export function interrupted(draft: LocalDraft): LocalDraft {
  const unsure = draft.flights.filter((f) => f.arrivesWith === null);
  const fields = unsure.reduce((all, flight) => merge(all, flight.fields), NO_FIELDS);
  return { ...draft, flights: [], pending: merge(fields, draft.pending) };
}

/** A new turn opened: edits of the old one are history. */
export function openTurn(draft: LocalDraft, turn: number): LocalDraft {
  return turn > draft.turn ? newDraft(turn) : draft;
}

export function unsaved(draft: LocalDraft): boolean {
  return !isEmpty(draft.pending) || draft.flights.length > 0;
}

/** Whether `orders` already hold all of `fields`. */
export function holds(orders: Fields, fields: SomeFields): boolean {
  const kinds = Object.keys(NO_FIELDS) as (keyof Fields)[];
  return kinds.every((kind) => {
    const held: Record<string, unknown> = orders[kind];
    return Object.entries(fields[kind] ?? {}).every(([key, value]) => (held[key] ?? false) === value);
  });
}
