/** Drawings come after the first turn has been played: a part of its own, so that nobody waits for it at the start. */
const load = () => import('./Illustration.svelte');
let loading: ReturnType<typeof load> | undefined;

export function loadIllustration(): ReturnType<typeof load> {
  loading ??= load();
  loading.catch(() => (loading = undefined));
  return loading;
}
