import { describe, expect, it } from 'vitest';
import type { ClockBody } from '../wire';
import { clockFace, secondsLeft, spokenMark } from './clock';

const running: ClockBody = {
  phase: 'open',
  turn: 1,
  deadline: 1000,
  remaining: null,
  seconds: 240,
  committed: {},
};

describe('the clock', () => {
  it('counts to the deadline by the server’s time, whatever ours says', () => {
    expect(secondsLeft(running, 900, 0)).toBe(100);
    expect(secondsLeft(running, 5900, -5000)).toBe(100);
    expect(secondsLeft(running, 1200, 0)).toBe(0);
  });

  it('stands still while paused and shows nothing without a limit', () => {
    expect(secondsLeft({ ...running, phase: 'paused', deadline: null, remaining: 42 }, 900, 0)).toBe(42);
    expect(secondsLeft({ ...running, deadline: null }, 900, 0)).toBeNull();
    expect(secondsLeft({ ...running, phase: 'over' }, 900, 0)).toBeNull();
  });

  it('shows 0:00 only when the time is over', () => {
    expect(clockFace(0.2)).toBe('0:01');
    expect(clockFace(0)).toBe('0:00');
    expect(clockFace(161)).toBe('2:41');
    expect(clockFace(3725)).toBe('1:02:05');
  });

  it('is spoken at two minutes, one minute, thirty and ten seconds, once each', () => {
    expect(spokenMark(120.4, 119.9)).toBe(120);
    expect(spokenMark(119.9, 119.4)).toBeNull();
    expect(spokenMark(10.2, 9.7)).toBe(10);
    expect(spokenMark(null, 9)).toBeNull();
  });
});
