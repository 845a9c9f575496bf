/** The ruleset of a match on this screen: its shape and its words in the chosen language. */
import { api, Refused } from '../connection/http';
import { m } from '../paraglide/messages.js';
import type { Harvests, RulesetManifest, Side } from '../wire';
import { language, type Language } from './language.svelte';
import { fill, readable, type Args, type Texts } from './words';

const manifests = new Map<string, Promise<RulesetManifest>>();
const reaped = new Map<string, Promise<Harvests>>();
const wordings = new Map<string, Promise<Texts>>();

function remember<T>(store: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const known = store.get(key);
  if (known) return known;
  const loading = load();
  store.set(key, loading);
  loading.catch(() => store.delete(key));
  return loading;
}

export class RulesetWords {
  manifest = $state.raw<RulesetManifest | null>(null);
  /** When points pay; null until it is worked out. */
  harvests = $state.raw<Harvests | null>(null);
  private texts = $state.raw<{ language: Language; words: Texts } | null>(null);
  private wanted: Language | null = null;

  /** `of`: whose screen this is. Its own words for a thing go before those for everybody. */
  constructor(
    readonly hash: string,
    readonly of: Side | null = null,
  ) {}

  /** Load the manifest, and the words of `next`. The words on screen stay until the new ones are here. */
  async load(next: Language): Promise<void> {
    this.wanted = next;
    const [manifest, words] = await Promise.all([
      remember(manifests, this.hash, () => api.manifest(this.hash)),
      this.wordsIn(next),
    ]);
    this.manifest = manifest;
    if (this.wanted === next) this.texts = { language: next, words };
  }

  /** Ask when points pay. It helps, and nothing waits for it: a server that does not say is not asked again. */
  async loadHarvests(): Promise<void> {
    this.harvests = await remember(reaped, this.hash, () => api.harvests(this.hash)).catch(() => null);
  }

  /** A ruleset without words in `next` speaks its own first language. */
  private async wordsIn(next: Language): Promise<Texts> {
    const load = (tongue: string) => remember(wordings, `${this.hash} ${tongue}`, () => api.texts(this.hash, tongue));
    try {
      return await load(next);
    } catch (reason) {
      if (!(reason instanceof Refused) || reason.body.code !== 'unknown_language') throw reason;
      const { languages } = await remember(manifests, this.hash, () => api.manifest(this.hash));
      return await load(languages[0] ?? 'en');
    }
  }

  get ready(): boolean {
    return this.manifest !== null && this.texts !== null;
  }

  /** The words for a named part of a change. The rules gather under `other` what this side is not told the cause of. */
  part(stock: string, part: string): string {
    const key = `flow.${stock}.${part}`;
    return part === 'other' && !this.has(key) ? m.part_other() : this.say(key);
  }

  has(key: string): boolean {
    return this.found(key, this.of) !== undefined;
  }

  /** The words for `key`, those for the side `of` first; a readable form of the key where the designer wrote none. */
  say(key: string, args: Args = {}, of: Side | null = this.of): string {
    const words = this.found(key, of);
    return words === undefined ? readable(key) : fill(words, args, language());
  }

  /** The words for `key`, or an empty string. */
  maybe(key: string, args: Args = {}, of: Side | null = this.of): string {
    const words = this.found(key, of);
    return words === undefined ? '' : fill(words, args, language());
  }

  private found(key: string, of: Side | null): string | undefined {
    return (of && this.texts?.words[`${key}.${of}`]) ?? this.texts?.words[key];
  }

  /** The name of the option whose place `value` is, where `key` counts options; null for any other number. */
  option(key: string, value: number, of: Side | null = this.of): string | null {
    const text = this.manifest?.options?.[key]?.[value];
    return text === undefined ? null : this.say(text, {}, of);
  }

  side(side: Side): string {
    return this.say(`side.${side}`);
  }
}
