import { describe, expect, it } from 'vitest';
import { codeIn, leadsBack } from './codes';

describe('a code', () => {
  it('is found in what was typed, also in a whole link', () => {
    expect(codeIn('  4k7q-2m9a ')).toBe('4k7q-2m9a');
    expect(codeIn('http://192.168.1.5:8000/join/4K7Q-2M9A')).toBe('4K7Q-2M9A');
    expect(codeIn('https://airace.example/join/4K7Q-2M9A/?from=chat#top')).toBe('4K7Q-2M9A');
    expect(codeIn('4K7Q 2M9A')).toBe('4K7Q 2M9A');
    expect(codeIn('http://192.168.1.5:8000/facilitate/0f3c9a#YDCB-1G3G-Y812-E3XE')).toBe('YDCB-1G3G-Y812-E3XE');
    expect(codeIn(' / ')).toBe('/');
  });

  it('for joining has eight letters or digits, one for coming back sixteen, however they are parted', () => {
    expect(['4K7Q-2M9A', '4k7q2m9a', '4K7Q 2M9A', '4K7Q–2M9A', ''].map(leadsBack)).toEqual(Array(5).fill(false));
    expect(['00WN-SF1Y-3XY9-6TH6', '00wnsf1y3xy96th6', '00WN SF1Y 3XY9 6TH6'].map(leadsBack)).toEqual(
      Array(3).fill(true),
    );
  });
});
