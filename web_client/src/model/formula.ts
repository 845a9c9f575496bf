/** A designer's formula as something people can read: names become words, signs become signs. Pure. */

import { SIDES, type Side } from '../wire';

export type Piece = { kind: 'name'; name: string } | { kind: 'text'; text: string } | { kind: 'call'; word: string };

const SIGNS: Readonly<Record<string, string>> = {
  '*': ' × ',
  '/': ' ÷ ',
  '+': ' + ',
  '-': ' − ',
  '>=': ' ≥ ',
  '<=': ' ≤ ',
  '==': ' = ',
  '!=': ' ≠ ',
  '>': ' > ',
  '<': ' < ',
  ',': ', ',
  '**': ' ^ ',
};
const TOKEN = /\s*(?:([A-Za-z_][\w.]*)|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(\*\*|>=|<=|==|!=|[-+*/(),<>]))/y;
const WORDS = ['if', 'else', 'and', 'or', 'not', 'option'];

/**
 * The pieces of `formula` in order. `call` pieces are functions (min, clamp …), to be named in the reader's language
 * like the words if, else, and, or, not; `name` pieces are the ruleset's.
 */
export function pieces(formula: string): Piece[] {
  const found: Piece[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(formula); match; match = TOKEN.exec(formula)) {
    const [, name, literal, sign] = match;
    if (name !== undefined) found.push(namePiece(name, formula.slice(TOKEN.lastIndex)));
    else if (literal !== undefined) found.push({ kind: 'text', text: literal });
    else if (sign !== undefined) found.push({ kind: 'text', text: signText(sign, found) });
  }
  return found;
}

function namePiece(name: string, rest: string): Piece {
  const isCall = /^\s*\(/.test(rest);
  return isCall || WORDS.includes(name) ? { kind: 'call', word: name } : { kind: 'name', name };
}

function signText(sign: string, before: readonly Piece[]): string {
  const last = before[before.length - 1];
  const opens = !last || (last.kind === 'text' && /[(,×÷+−≥≤=≠<>^]\s*$/.test(last.text)) || last.kind === 'call';
  return sign === '-' && opens ? '−' : (SIGNS[sign] ?? sign);
}

export interface ScopedName {
  /** Whose value: ours, the rival's, the world's, or a side's by name (in formulas of the world). */
  scope: 'own' | 'rival' | 'world' | Side;
  when: 'now' | 'after';
  kind: 'variable' | (typeof KINDS)[number];
  name: string;
}

const KINDS = [
  ...(['stance', 'changed', 'happened', 'option', 'draw'] as const),
  ...(['done', 'paid', 'progress', 'deal', 'signed', 'broke', 'caught', 'left'] as const),
];

/** "opp.new.chips" → the rival's chips after this turn. */
export function scoped(name: string): ScopedName {
  const parts = name.split('.');
  const has = (part: string) => {
    const at = parts.slice(0, -1).indexOf(part);
    if (at >= 0) parts.splice(at, 1);
    return at >= 0;
  };
  const named = SIDES.find((side) => has(side));
  const scope = named ?? (has('opp') ? 'rival' : has('world') ? 'world' : 'own');
  const when = has('new') ? 'after' : 'now';
  const kind = KINDS.find((k) => has(k)) ?? 'variable';
  return { scope, when, kind, name: parts.join('.') };
}
