/** This page and newer builds of it; see model/renewal. */
import { newestBuild, ownBuild } from './connection/build';
import { Renewal } from './model/renewal.svelte';
import { Fleeting } from './storage';
import type { ErrorBody } from './wire';

export const renewal = new Renewal({
  own: ownBuild(),
  newest: newestBuild,
  reload: () => location.reload(),
  kept: sessionStorage instanceof Fleeting ? null : sessionStorage,
});

window.addEventListener('vite:preloadError', () => void renewal.look());

/** Why a part of the page did not come. */
export function partMissing(): ErrorBody {
  return { code: renewal.found === null ? 'network' : 'new_version', message: '', hint: '', field: null, args: {} };
}

/** Try again to load a part, or the whole page where the part is no longer there. */
export function partAgain(load: () => unknown): void {
  if (renewal.found === null) load();
  else renewal.now();
}

/** Whether somebody is in the middle of something: an open sheet, words in a box that has the focus. */
export function inTheMiddle(page: Document = document): boolean {
  if (page.querySelector('dialog[open], [role="dialog"]')) return true;
  const at = page.activeElement;
  return (at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement) && TYPED.has(at.type) && at.value !== '';
}

const TYPED = new Set(['textarea', 'text', 'search', 'number', 'email', 'password']);
