import { describe, expect, it } from 'vitest';
import { joinAddress, playAddress, routeOf } from './routes';

describe('addresses', () => {
  it('lead to the screens they name', () => {
    expect(routeOf('/')).toEqual({ screen: 'front' });
    expect(routeOf('/join/4K7Q-2M9A')).toEqual({ screen: 'join', code: '4K7Q-2M9A' });
    expect(routeOf('/join')).toEqual({ screen: 'join', code: '' });
    expect(routeOf('/play/abc_1')).toEqual({ screen: 'play', seat: 'abc_1' });
    expect(routeOf('/facilitate/s1/')).toEqual({ screen: 'facilitate', session: 's1' });
  });

  it('that lead nowhere are known as such', () => {
    for (const path of ['/nothing', '/play', '/play/a/b', '/facilitate']) {
      expect(routeOf(path)).toEqual({ screen: 'unknown' });
    }
    expect(routeOf('/join/%E0%A4%A')).toEqual({ screen: 'join', code: '' });
  });

  it('survive any code typed into them', () => {
    expect(routeOf(joinAddress('a/b c'))).toEqual({ screen: 'join', code: 'a/b c' });
    expect(routeOf(playAddress('x'))).toEqual({ screen: 'play', seat: 'x' });
  });
});
