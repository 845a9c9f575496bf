/** The language of the screen. Reading it in a template makes the template follow it, so switching needs no reload. */
import '../storage';
import { getLocale, overwriteGetLocale, setLocale, type Locale } from '../paraglide/runtime.js';

const chosen = $state({ now: getLocale() });

overwriteGetLocale(() => chosen.now);
say();

export type Language = Locale;

export function language(): Language {
  return chosen.now;
}

export function setLanguage(next: Language): void {
  void setLocale(next, { reload: false });
  chosen.now = next;
  say();
}

export function otherLanguage(): Language {
  return chosen.now === 'en' ? 'zh' : 'en';
}

function say(): void {
  document.documentElement.lang = chosen.now === 'zh' ? 'zh-Hans' : 'en';
}
