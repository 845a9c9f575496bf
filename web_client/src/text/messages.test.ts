import { describe, expect, it, test } from 'vitest';
import en from '../../messages/en.json';
import zh from '../../messages/zh.json';
import { m } from '../paraglide/messages.js';

/** A sentence, or its forms by how many of something it speaks of. */
type Sentence = string | { match: Record<string, string> }[];

const forms = (said: Sentence) =>
  typeof said === 'string' ? [said] : said.flatMap(({ match }) => Object.values(match));
const placesOf = (form: string) => (form.match(/\{\w+\}/g) ?? []).sort().join();
const places = (said: Sentence) => [...new Set(forms(said).map(placesOf))];
const ours = Object.entries<Sentence>(en);
const theirs: Record<string, Sentence> = zh;

test('both languages have the same messages with the same places to fill', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, said] of ours) {
    expect(places(said), key).toHaveLength(1);
    expect(places(theirs[key] ?? ''), key).toEqual(places(said));
  }
});

test('no message is empty, and no English sentence shouts', () => {
  for (const [key, said] of [...ours, ...Object.entries(theirs)]) {
    for (const form of forms(said)) expect(form.trim(), key).not.toBe('');
  }
  for (const [key, said] of ours) expect(forms(said).join(), key).not.toContain('!');
});

describe('what is counted', () => {
  const NOUNS =
    'table|turn|change|character|minute|instalment|project|deal|entry|entries|gauge|time|seat|percentage point';
  const COUNTED = new RegExp(`\\{(\\w+)\\} (?:${NOUNS})s?\\b`);
  /** Told of one in a sentence of its own; always of more than one; or a verb. */
  const APART = new Set(['story_often', 'project_turns_or', 'moment_stance']);

  it('has a form for one and a form for more', () => {
    const counting = ours.filter(([key, said]) => COUNTED.test(forms(said).join()) && !APART.has(key));
    expect(counting.length).toBeGreaterThan(20);
    expect(counting.filter(([, said]) => typeof said === 'string').map(([key]) => key)).toEqual([]);
  });

  it('is one table, and two tables', () => {
    const options = { locale: 'en' } as const;
    expect(m.class_seated({ tables: 1, seated: 0 }, options)).toBe('1 table, 0 seated');
    expect(m.class_seated({ tables: 2, seated: 1 }, options)).toBe('2 tables, 1 seated');
    expect(m.class_seated({ tables: 1, seated: 0 }, { locale: 'zh' })).toBe('1 桌，已入座 0 人');
  });
});
