/** A designer's formula as something people can read: names become words, signs become signs. Pure. */

import { SIDES, type Side } from '../wire';

interface Name {
  kind: 'name';
  name: string;
}
export type Piece =
  | Name
  /** `near`: the names around an option, the likeliest to say whose option it is first. */
  | { kind: 'option'; name: string; near: readonly string[] }
  | { kind: 'text'; text: string }
  | { kind: 'call'; word: string };

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
const COMPARING = [' ≥ ', ' ≤ ', ' = ', ' ≠ ', ' > ', ' < '];
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
  return found.map((piece, at) => withNames(piece, found, at));
}

function withNames(piece: Piece, all: readonly Piece[], at: number): Piece {
  if (piece.kind !== 'name' || !isOption(piece)) return piece;
  return { kind: 'option', name: piece.name, near: near(all, at) };
}

const isOption = (piece: Piece) => piece.kind === 'name' && piece.name.startsWith('option.');

/** The names in a formula, those compared with the piece `at` first, then by their distance. */
function near(all: readonly Piece[], at: number): string[] {
  const names = all.flatMap((piece, place) => (piece.kind === 'name' && !isOption(piece) ? [{ piece, place }] : []));
  const chained = (place: number) => {
    const between = all.slice(Math.min(at, place) + 1, Math.max(at, place));
    return between.every((piece) => isOption(piece) || (piece.kind === 'text' && COMPARING.includes(piece.text)));
  };
  const distance = (place: number) => Math.abs(place - at) + (chained(place) ? 0 : all.length);
  return names.sort((a, b) => distance(a.place) - distance(b.place)).map(({ piece }) => piece.name);
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
