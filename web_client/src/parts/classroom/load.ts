/** Sheets for the classroom are a part of their own, so that nobody waits for them at the start. */
export const loadSheets = () => import('./Sheets.svelte');
