/** The lead in months as both sides read it: on an axis with Washington to the left. Pure. */
import type { Estimate, Side } from '../wire';

export interface LeadPicture {
  /** Who is believed ahead; null when it rounds to level. */
  ahead: Side | null;
  months: number;
  low: number;
  high: number;
  /** How far off the estimate may be, in whole months. */
  band: number;
  /** Positions on the axis in per cent, 0 = Washington's end, 50 = level. */
  at: number;
  from: number;
  width: number;
  /** Months at the end of the axis, and where the ticks stand. */
  span: number;
  ticks: readonly { months: number; at: number }[];
}

const SPANS = [12, 24, 48, 96];

/** `lead` is positive when `side` leads; its band is one standard error, shown twice as "likely". */
export function leadPicture(lead: Estimate, side: Side): LeadPicture {
  const towards = side === 'washington' ? -1 : 1;
  const span = SPANS.find((limit) => Math.abs(lead.value) + lead.band <= limit) ?? 96;
  const place = (months: number) => clamp(50 + (50 * towards * months) / span);
  const ends = [place(lead.value - lead.band), place(lead.value + lead.band)].sort((a, b) => a - b);
  const [from = 50, to = 50] = ends;
  const months = Math.round(Math.abs(lead.value));
  return {
    ahead: months === 0 ? null : lead.value > 0 ? side : side === 'washington' ? 'beijing' : 'washington',
    months,
    low: Math.round(Math.abs(lead.value) - lead.band),
    high: Math.round(Math.abs(lead.value) + lead.band),
    band: Math.round(lead.band),
    at: place(lead.value),
    from,
    width: to - from,
    span,
    ticks: [-3, -2, -1, 1, 2, 3].map((step) => ({ months: (Math.abs(step) * span) / 4, at: 50 + step * 12.5 })),
  };
}

function clamp(at: number): number {
  return Math.min(100, Math.max(0, at));
}
