/** The codex of a ruleset: finding pages, and what of the game a page is about. Pure. */
import type { CodexInfo, RulesetManifest } from '../wire';

/** The first page about any of `systems`. */
export function pageFor(manifest: RulesetManifest, systems: readonly string[]): CodexInfo | null {
  return manifest.codex.find((page) => systems.includes(page.system)) ?? null;
}

/** The text key of something on a page. */
export function codexKey(page: CodexInfo, what: string): string {
  return `codex.${page.system.toLowerCase()}.${what}`;
}

/** Pages in which every word of `query` stands, those with it in their title first. `read`: the words of a text key. */
export function searchPages(
  pages: readonly CodexInfo[],
  query: string,
  read: (key: string) => string,
  language: string,
): CodexInfo[] {
  const plain = (text: string) => text.toLocaleLowerCase(language);
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  const holds = (text: string) => wanted.every((word) => plain(text).includes(word));
  const inTitle = pages.filter((page) => holds(read(codexKey(page, 'title'))));
  const elsewhere = pages.filter((page) => !inTitle.includes(page) && holds(allWords(page, read)));
  return [...inTitle, ...elsewhere];
}

function allWords(page: CodexInfo, read: (key: string) => string): string {
  const facts = page.facts.map((fact) => `fact.${fact.key}`);
  const parts = ['title', 'body', ...facts, 'washington', 'beijing', 'elsewhere'];
  return [page.system, ...parts.map((part) => read(codexKey(page, part)))].join(' ');
}

export interface Formula {
  /** The stock or variable it belongs to, and for a stock the part of its flow. */
  name: string;
  part: string | null;
  formula: string;
}

/** The formulas that stand on a page, as the ruleset has them. */
export function formulasOn(page: CodexInfo, manifest: RulesetManifest): Formula[] {
  return page.shows.flatMap((name): Formula[] => {
    const info = manifest.variables[name];
    if (!info) return [];
    if (info.formula !== null) return [{ name, part: null, formula: info.formula }];
    return Object.entries(info.parts).map(([part, formula]) => ({ name, part, formula }));
  });
}

/** Text keys of the names of what players meet of a system: instruments, stances, projects, deals. */
export function metIn(page: CodexInfo, manifest: RulesetManifest): string[] {
  const about = (kind: string, things: readonly { key: string; systems?: string[] }[]) =>
    things.filter(({ systems }) => systems?.includes(page.system)).map(({ key }) => `${kind}.${key}.name`);
  return [
    ...about(
      'instrument',
      manifest.levers.flatMap((lever) => lever.instruments),
    ),
    ...about('stance', manifest.stances),
    ...about('project', manifest.projects ?? []),
    ...about('deal', manifest.deals ?? []),
  ];
}
