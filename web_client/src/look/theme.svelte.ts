/** Light or dark: the system's choice until the player makes one. */
import '../storage';

type Theme = 'light' | 'dark';

const KEY = 'airace.theme';
const stored = localStorage.getItem(KEY);
const system = matchMedia('(prefers-color-scheme: dark)');
const chosen = $state<{ theme: Theme | null }>({ theme: stored === 'light' || stored === 'dark' ? stored : null });

show();

function show(): void {
  if (chosen.theme) document.documentElement.dataset.theme = chosen.theme;
}

export function switchTheme(): void {
  const now = chosen.theme ?? (system.matches ? 'dark' : 'light');
  chosen.theme = now === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, chosen.theme);
  show();
}
