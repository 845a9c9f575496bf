/** The client's own addresses. Pure. */
export type Route =
  | { screen: 'front' }
  | { screen: 'join'; code: string }
  | { screen: 'play'; seat: string }
  | { screen: 'facilitate'; session: string }
  | { screen: 'debrief'; session: string; table: number | null }
  | { screen: 'unknown' };

export function routeOf(path: string): Route {
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (first === '') return { screen: 'front' };
  const given = decode(second);
  if (first === 'debrief' && given !== '') return debriefOf(given, rest);
  if (rest.length > 0) return { screen: 'unknown' };
  if (first === 'join') return { screen: 'join', code: given };
  if (first === 'play' && given !== '') return { screen: 'play', seat: given };
  if (first === 'facilitate' && given !== '') return { screen: 'facilitate', session: given };
  return { screen: 'unknown' };
}

function debriefOf(session: string, rest: readonly string[]): Route {
  const [table] = rest;
  if (table === undefined) return { screen: 'debrief', session, table: null };
  const known = rest.length === 1 && /^[1-9]\d{0,3}$/.test(table);
  return known ? { screen: 'debrief', session, table: Number(table) } : { screen: 'unknown' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export const playAddress = (seat: string) => `/play/${encodeURIComponent(seat)}`;
export const joinAddress = (code: string) => `/join/${encodeURIComponent(code)}`;
export const facilitateAddress = (session: string) => `/facilitate/${encodeURIComponent(session)}`;
export const debriefAddress = (session: string, table: number | null = null) =>
  `/debrief/${encodeURIComponent(session)}${table === null ? '' : `/${table}`}`;
