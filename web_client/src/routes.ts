/** The client's own addresses. Pure. */
export type Route =
  | { screen: 'front' }
  | { screen: 'join'; code: string }
  | { screen: 'play'; seat: string }
  | { screen: 'facilitate'; session: string }
  | { screen: 'unknown' };

export function routeOf(path: string): Route {
  const [first = '', second = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (first === '') return { screen: 'front' };
  if (rest.length > 0) return { screen: 'unknown' };
  const given = decode(second);
  if (first === 'join') return { screen: 'join', code: given };
  if (first === 'play' && given !== '') return { screen: 'play', seat: given };
  if (first === 'facilitate' && given !== '') return { screen: 'facilitate', session: given };
  return { screen: 'unknown' };
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
