/** How a "?" anywhere on a screen opens the codex of that screen. */
import { getContext, setContext } from 'svelte';

/** Called with a page's system, or null for the list of all pages. */
export type OpenCodex = (system: string | null) => void;

const KEY = Symbol('codex');

export function provideCodex(open: OpenCodex): void {
  setContext(KEY, open);
}

/** Null on a screen without a codex. */
export function codexOpener(): OpenCodex | null {
  return getContext<OpenCodex | undefined>(KEY) ?? null;
}
