/** The chat opens on demand: only its button is there from the start. */
export const loadPanel = () => import('./ChatPanel.svelte');
export const loadTableChat = () => import('./TableChat.svelte');
