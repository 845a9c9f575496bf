/** The nickname last typed on this device, so that nobody types it twice. */
const KEY = 'airace.nickname';

export function lastNickname(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function rememberNickname(nickname: string): void {
  localStorage.setItem(KEY, nickname);
}
