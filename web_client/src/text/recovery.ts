/** The facilitator's recovery code, kept on the device that made the session so that it can be shown and printed. */
const keyOf = (session: string) => `airace.recovery.${session}`;

export function keepRecovery(session: string, recovery: string): void {
  localStorage.setItem(keyOf(session), recovery);
}

export function recoveryOf(session: string): string | null {
  return localStorage.getItem(keyOf(session));
}

/** The recovery code behind the `#` of a link, which no server is told; it does not stay in the address. */
export function takeRecovery(): string {
  const code = location.hash.slice(1);
  if (code !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}
