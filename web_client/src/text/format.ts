/** Numbers as people read them, in the language of the screen. */

const formats = new Map<string, Intl.NumberFormat>();

function format(language: string, digits: number, style: 'decimal' | 'percent', sign: boolean): Intl.NumberFormat {
  const key = `${language} ${digits} ${style} ${sign}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(language === 'zh' ? 'zh-Hans' : 'en-GB', {
      style,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign ? 'exceptZero' : 'auto',
    });
    formats.set(key, found);
  }
  return found;
}

/** Digits after the point that tell something at this size. */
export function usefulDigits(size: number): number {
  const magnitude = Math.abs(size);
  if (magnitude >= 20) return 0;
  return magnitude >= 1 ? 1 : 2;
}

/** A true minus sign, and no sign on a zero that rounding made. */
function typeset(text: string): string {
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace(/[-+]/, '');
}

export function number(value: number, language: string, digits = usefulDigits(value)): string {
  return typeset(format(language, digits, 'decimal', false).format(value));
}

/** "+9.0", "−1.2", "0". */
export function signed(value: number, language: string, digits = usefulDigits(value)): string {
  return typeset(format(language, digits, 'decimal', true).format(value));
}

/** A share of one as a percentage: 0.927 → "93%". */
export function percent(share: number, language: string, digits = 0): string {
  return typeset(format(language, digits, 'percent', false).format(share));
}

export function signedPoints(share: number, language: string): string {
  return signed(share * 100, language, Math.abs(share) < 0.0995 ? 1 : 0);
}

/** Integer tenths of a point as points: 285 → "28.5". */
export function points(tenths: number, language: string): string {
  return number(tenths / 10, language, 1);
}

/** The same with its sign, and without a needless ".0": 10 → "+1", −25 → "−2.5", 0 → "0". */
export function signedTenths(tenths: number, language: string): string {
  return signed(tenths / 10, language, tenths % 10 === 0 ? 0 : 1);
}

/** "safety, openness and trade". */
export function list(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language === 'zh' ? 'zh-Hans' : 'en-GB').format(names);
}
