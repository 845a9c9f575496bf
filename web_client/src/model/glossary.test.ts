import { describe, expect, it } from 'vitest';
import { bitsOf } from './glossary';

const term = (name: string) => ({ name, about: `What ${name} means.` });
const terms = ['Compute', 'Risk debt', 'debt', 'lead', 'stance'].map(term);
const marked = (text: string, language = 'en', except = '') =>
  bitsOf(text, terms, language, except)
    .filter((bit) => bit.term)
    .map((bit) => bit.text);

describe('words of the game in a text', () => {
  it('are found whatever their case, in the plural too, and the text stays as it was', () => {
    const text = 'More compute. Two stances, and a lead.';
    expect(marked(text)).toEqual(['compute', 'stances', 'lead']);
    expect(
      bitsOf(text, terms, 'en')
        .map((bit) => bit.text)
        .join(''),
    ).toBe(text);
  });

  it('are whole words, the longest first, each once', () => {
    expect(marked('Leaders mislead; computed.')).toEqual([]);
    expect(marked('Risk debt is debt. Risk debt again.')).toEqual(['Risk debt', 'debt']);
  });

  it('are left alone where the text explains that very word, and where nothing explains them', () => {
    expect(marked('Compute and lead.', 'en', 'Compute')).toEqual(['lead']);
    expect(bitsOf('A lead.', [{ name: 'lead', about: '' }], 'en')).toEqual([{ text: 'A lead.', term: null }]);
  });

  it('need no spaces around them in Chinese', () => {
    const chinese = [term('算力'), term('基准')];
    expect(bitsOf('提高算力。', chinese, 'zh').map((bit) => bit.text)).toEqual(['提高', '算力', '。']);
  });
});
