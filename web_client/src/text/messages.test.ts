import { expect, test } from 'vitest';
import en from '../../messages/en.json';
import zh from '../../messages/zh.json';

const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();

test('both languages have the same messages with the same places to fill', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, sentence] of Object.entries(en)) {
    expect(places(zh[key as keyof typeof zh]), key).toEqual(places(sentence));
  }
});

test('no message is empty, and no English sentence shouts', () => {
  for (const [key, sentence] of Object.entries({ ...zh, ...en })) {
    expect(sentence.trim(), key).not.toBe('');
    expect(sentence, key).not.toContain('!');
  }
});
