/** What people type or paste where a code is asked for. Pure. */

/** Letters and digits of a code for joining; one that leads back to a seat or a session has twice as many. */
const JOINING = 8;

/** The code in what was typed: somebody may paste the whole link, and that of a facilitator has its code behind `#`. */
export function codeIn(typed: string): string {
  const whole = typed.trim();
  const [address = '', mark = ''] = whole.split('#');
  if (leadsBack(mark)) return mark;
  const [path = ''] = address.split('?');
  return path.split('/').filter(Boolean).at(-1)?.trim() ?? whole;
}

/** Whether it leads back to a seat or a session, so that it works in whichever box it was typed. */
export function leadsBack(code: string): boolean {
  return code.replaceAll(/[^\p{L}\p{N}]/gu, '').length > JOINING;
}
