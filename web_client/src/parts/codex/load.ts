/** The codex is a part of its own, so that nobody waits for it at the start. */
export const loadCodex = () => import('./Codex.svelte');

/** Fetch it while the page rests, so that it opens without a network too. Stops when called. */
export function fetchCodexLater(): () => void {
  const timer = setTimeout(() => void loadCodex().catch(() => undefined), REST_MS);
  return () => clearTimeout(timer);
}

const REST_MS = 3000;
