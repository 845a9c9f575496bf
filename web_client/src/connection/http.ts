/** The HTTP side of the server: one function a route, typed bodies, one kind of error. */
import type {
  ActionResult,
  Calibration,
  Debrief,
  ErrorBody,
  Harvests,
  JoinInfo,
  Reentered,
  RulesetManifest,
  SeatInfo,
  SeatTaken,
  ServerInfo,
  SessionAction,
  SessionInfo,
  SessionMade,
  Side,
  TableChat,
  TurningPoints,
} from '../wire';

/** A refusal, or a network that does not answer (`code` is then `network`). */
export class Refused extends Error {
  constructor(
    readonly body: ErrorBody,
    readonly status = 0,
  ) {
    super(body.message);
  }
}

export interface Clock {
  first_turn: number | null;
  turn: number | null;
}
export interface PlayNowChoice {
  ruleset: string;
  side: Side;
  opponent: string;
  nickname: string | null;
}
export interface PlayFriendChoice {
  ruleset: string;
  side: Side;
  nickname: string | null;
  clock: Clock;
}
export interface NewSessionChoice {
  ruleset: string;
  title: string;
  tables: number;
  clock: Clock | null;
  same_seed: boolean;
  fill: string | null;
}
export interface JoinChoice {
  code: string;
  nickname: string;
  side: Side | null;
}

function problem(code: string, message: string, hint: string): ErrorBody {
  return { code, message, hint, field: null, args: {} };
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
}

export const NO_COOKIES = problem('no_cookies', 'This browser keeps no cookies.', 'Allow them for this address.');

/** Whoever has no cookies holds no seat: that is what to say, instead of asking for a code that would not help. */
function forWantOfCookies(body: ErrorBody): ErrorBody | null {
  const unproven = body.code === 'not_your_seat' || body.code === 'not_facilitator';
  return unproven && !navigator.cookieEnabled ? NO_COOKIES : null;
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init).catch(() => {
    throw new Refused(problem('network', 'The server does not answer.', 'Check the network and try again.'));
  });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body as T;
  if (isErrorBody(body)) throw new Refused(forWantOfCookies(body) ?? { ...body, args: body.args ?? {} }, answer.status);
  throw new Refused(problem('internal', `The server answered ${answer.status}.`, 'Try again.'), answer.status);
}

function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return call<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const at = encodeURIComponent;
const atTable = (session: string, table: number) => `/api/sessions/${at(session)}/tables/${table}`;

export const api = {
  info: () => call<ServerInfo>('/api/info'),
  play: (choice: PlayNowChoice) => post<SeatTaken>('/api/play', choice),
  friend: (choice: PlayFriendChoice) => post<SeatTaken>('/api/friend', choice),
  newSession: (choice: NewSessionChoice) => post<SessionMade>('/api/sessions', choice),
  joinInfo: (code: string) => call<JoinInfo>(`/api/join/${at(code)}`),
  join: (choice: JoinChoice) => post<SeatTaken>('/api/join', choice),
  reenter: (code: string) => post<Reentered>('/api/reenter', { code }),
  seat: (seat: string) => call<SeatInfo>(`/api/seats/${at(seat)}`),
  debrief: (seat: string) => call<Debrief>(`/api/seats/${at(seat)}/debrief`),
  turningPoints: (seat: string) => call<TurningPoints>(`/api/seats/${at(seat)}/turning-points`),
  predictions: (seat: string) => call<Calibration>(`/api/seats/${at(seat)}/predictions`),
  rematch: (seat: string, side: Side) => post<SeatTaken>(`/api/seats/${at(seat)}/rematch`, { side }),
  session: (session: string) => call<SessionInfo>(`/api/sessions/${at(session)}`),
  act: (session: string, action: SessionAction) => post<ActionResult>(`/api/sessions/${at(session)}/actions`, action),
  tableChat: (session: string, table: number) => call<TableChat>(`/api/sessions/${at(session)}/tables/${table}/chat`),
  tableDebrief: (session: string, table: number) => call<Debrief>(`${atTable(session, table)}/debrief`),
  tableTurningPoints: (session: string, table: number) =>
    call<TurningPoints>(`${atTable(session, table)}/turning-points`),
  tablePredictions: (session: string, table: number) => call<Calibration>(`${atTable(session, table)}/predictions`),
  manifest: (hash: string) => call<RulesetManifest>(`/api/rulesets/${at(hash)}`),
  harvests: (hash: string) => call<Harvests>(`/api/rulesets/${at(hash)}/harvests`),
  texts: (hash: string, language: string) =>
    call<Record<string, string>>(`/api/rulesets/${at(hash)}/texts/${at(language)}`),
};

export const matchFileAddress = (seat: string) => `/api/seats/${at(seat)}/export`;
export const sessionFileAddress = (session: string, format: 'xlsx' | 'csv' | 'json') =>
  `/api/sessions/${at(session)}/export?format=${format}`;
export const qrAddress = (code: string) => `/api/qr/${at(code)}.svg`;
