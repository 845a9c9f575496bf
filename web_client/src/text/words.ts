/** A ruleset's own words: sentences with {named} places, found by text key. Pure. */
import { number } from './format';

export type Texts = Readonly<Record<string, string>>;
export type Args = Readonly<Record<string, string | number>>;

/** Fill "{months}" and the like. A number is typeset for the language; a place without a value stays visible. */
export function fill(sentence: string, args: Args, language: string): string {
  return sentence.replace(/\{(\w+)\}/g, (place: string, name: string) => {
    const value = args[name];
    if (value === undefined) return place;
    if (typeof value === 'string') return value;
    return number(value, language, Number.isInteger(value) ? 0 : undefined);
  });
}

/** A key nobody wrote words for, made readable: "instrument.home_fabs.name" → "Home fabs". */
export function readable(key: string): string {
  const parts = key.split('.').filter((part) => !['name', 'help', 'text'].includes(part));
  const last = (parts[parts.length - 1] ?? key).replace(/_/g, ' ');
  return last.charAt(0).toUpperCase() + last.slice(1);
}
