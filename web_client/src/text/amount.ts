/** An amount of points as a slider speaks it. */
import { m } from '../paraglide/messages.js';
import { language } from './language.svelte';
import { points, signedTenths } from './format';

/** Both in tenths of a point. */
export function amountSpoken(value: number, before: number): string {
  return m.board_slider_spoken({ value: points(value, language()), change: signedTenths(value - before, language()) });
}
