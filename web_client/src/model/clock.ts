/** The match clock: the server owns the deadline, we only say how much is left. */
import type { ClockBody } from '../wire';

/** Seconds left by our clock `now` (Unix seconds) and the server's `offset`; null when nothing is running out. */
export function secondsLeft(clock: ClockBody, now: number, offset: number): number | null {
  if (clock.phase === 'paused') return clock.remaining;
  if (clock.phase !== 'open' || clock.deadline === null) return null;
  return Math.max(0, clock.deadline - (now + offset));
}

/** 161.2 → "2:42"; rounded up, so that 0:00 means that the time is over. An hour and more: "1:02:05". */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const SPOKEN = [120, 60, 30, 10];

/** The mark just passed between two readings that a screen reader should hear, else null. */
export function spokenMark(before: number | null, now: number | null): number | null {
  if (before === null || now === null) return null;
  return SPOKEN.find((mark) => before > mark && now <= mark) ?? null;
}
