import { describe, expect, it } from 'vitest';
import { debriefAddress, joinAddress, playAddress, routeOf } from './routes';

describe('addresses', () => {
  it('lead to the screens they name', () => {
    expect(routeOf('/')).toEqual({ screen: 'front' });
    expect(routeOf('/join/4K7Q-2M9A')).toEqual({ screen: 'join', code: '4K7Q-2M9A' });
    expect(routeOf('/join')).toEqual({ screen: 'join', code: '' });
    expect(routeOf('/play/abc_1')).toEqual({ screen: 'play', seat: 'abc_1' });
    expect(routeOf('/facilitate/s1/')).toEqual({ screen: 'facilitate', session: 's1' });
  });

  it('lead to the debrief of a class, or of one of its tables', () => {
    expect(routeOf(debriefAddress('s 1'))).toEqual({ screen: 'debrief', session: 's 1', table: null });
    expect(routeOf(debriefAddress('s1', 12))).toEqual({ screen: 'debrief', session: 's1', table: 12 });
    for (const path of ['/debrief', '/debrief/s1/x', '/debrief/s1/0', '/debrief/s1/1/2', '/debrief/s1/-1']) {
      expect(routeOf(path), path).toEqual({ screen: 'unknown' });
    }
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
