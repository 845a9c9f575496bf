/** Finding the words of the game in a text. Pure. */

export interface Term {
  name: string;
  about: string;
}

/** A stretch of text; with `term` where it is a word of the game. */
export interface Bit {
  text: string;
  term: Term | null;
}

/**
 * `text` cut where `terms` stand in it: each at its first place alone, longer ones first, whole words (and their
 * plural) in languages that have spaces. `except`: what the text itself is about.
 */
export function bitsOf(text: string, terms: readonly Term[], language: string, except = ''): Bit[] {
  const plain = (word: string) => word.toLocaleLowerCase(language);
  const known = new Map(
    terms.filter((term) => term.about && term.name !== except).map((term) => [plain(term.name), term]),
  );
  const found: Bit[] = [];
  let from = 0;
  for (const match of known.size > 0 ? text.matchAll(patternOf([...known.keys()], language)) : []) {
    const name = plain(match[1] ?? '');
    const term = known.get(name);
    if (!term) continue; // it stands earlier in the text
    known.delete(name);
    if (match.index > from) found.push({ text: text.slice(from, match.index), term: null });
    found.push({ text: match[0], term });
    from = match.index + match[0].length;
  }
  return from < text.length ? [...found, { text: text.slice(from), term: null }] : found;
}

function patternOf(names: readonly string[], language: string): RegExp {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const any = longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return language === 'zh'
    ? new RegExp(`(${any})`, 'giu')
    : new RegExp(`(?<![\\p{L}\\p{N}-])(${any})s?(?![\\p{L}\\p{N}-])`, 'giu');
}
