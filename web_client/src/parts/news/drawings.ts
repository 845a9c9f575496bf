/**
 * Our own small drawings for the news, 64 × 44: ink on paper, stones and their ripples. Each is a list of paths and the
 * ink they are drawn with. Diagonal hatching (`danger`) means danger and nothing else.
 */
import type { DrawingName, Illustration } from '../../model/illustration';
import type { Side } from '../../wire';

export type Ink =
  | 'ink' | 'solid' | 'thin' | 'hollow' | 'washington' | 'beijing' | 'washington-line' | 'beijing-line'
  | 'chips' | 'chips-line' | 'power' | 'talent' | 'open' | 'open-line' | 'danger'; // prettier-ignore
export type Drawing = readonly (readonly [Ink, string])[];

const round = (x: number, y: number, rx: number, ry = rx) =>
  `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
const ripple = (x: number, y: number, rx: number) => round(x, y, rx, Math.round(rx * 36) / 100);
const box = (x: number, y: number, half: number) => `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;
const join = (...paths: string[]) => paths.join('');

const W = (x: number, y: number, r: number): Drawing[number] => ['washington', round(x, y, r)];
const B = (x: number, y: number, r: number): Drawing[number] => ['beijing', box(x, y, r)];
const bars = (x: number, height: number) => [0, 7, 14].map((i) => `M${x + i} ${22 - height / 2}v${height}`).join('');
const DIE_LEGS =
  [26, 32, 38].map((x) => `M${x} 10V6M${x} 34v4`).join('') + [16, 22, 28].map((y) => `M20 ${y}h-4M44 ${y}h4`).join('');
const PYLON = 'M26 38 32 7l6 31M22 15h20M25 22h14M28 27l8 6M36 27l-8 6';
const BLOCKS = [box(20, 33, 5), box(32, 33, 5), box(44, 33, 5), box(26, 21, 5)];

/** A stone that has just fallen, with its ripples; of no side, two that cross. */
function stone(side: Side | null): Drawing {
  if (side === 'washington')
    return [['washington-line', join(ripple(32, 32, 12), ripple(32, 32, 20), ripple(32, 32, 28))], W(32, 24, 8)];
  if (side === 'beijing')
    return [['beijing-line', join(ripple(32, 32, 12), ripple(32, 32, 20), ripple(32, 32, 28))], B(32, 24, 7)];
  return [
    ['washington-line', join(ripple(22, 28, 10), ripple(22, 28, 19))],
    ['beijing-line', join(ripple(42, 28, 10), ripple(42, 28, 19))],
    ['solid', round(22, 25, 3)],
    ['solid', box(42, 25, 2.6)],
  ];
}

/** Two stones on their way to the far shore; `side` is nearer to it. */
function lead(side: Side | null): Drawing {
  const [w, b] = side === 'washington' ? [18, 32] : side === 'beijing' ? [32, 18] : [26, 26];
  return [
    ['ink', 'M2 8q10-4 20-2t20 0 20-1'],
    ['washington-line', join(ripple(21, w + 4, 9), ripple(21, w + 4, 15))],
    ['beijing-line', join(ripple(43, b + 4, 9), ripple(43, b + 4, 15))],
    W(21, w, w < 26 ? 4 : 6),
    B(43, b, b < 26 ? 3.6 : 5.4),
  ];
}

const FIXED: Readonly<Record<Exclude<DrawingName, 'stone' | 'lead'>, Drawing>> = {
  adoption: [
    ['open-line', 'M25 12a10 10 0 0 1 14 0M20 7a17 17 0 0 1 24 0'],
    ['ink', 'M6 38V28l8-7 8 7v10zM24 38V26l8-8 8 8v12zM42 38V28l8-7 8 7v10z'],
    ['solid', 'M30 31h4v7h-4zM12 32h4v6h-4zM48 32h4v6h-4z'],
  ],
  barrier: [
    ['chips', join(box(8, 22, 3), box(18, 22, 3))],
    ['thin', 'M50 22h12'],
    ['ink', bars(28, 30)],
    ['ink', bars(29.5, 30)],
  ],
  blackout: [
    ['ink', PYLON],
    ['power', 'M2 12q8 7 20 3'],
    ['thin', 'M42 15q4 4 7 5M54 20q5-2 8-6'],
    ['danger', 'M46 27h14v10h-14z'],
  ],
  challenger: [
    ['thin', join(ripple(32, 20, 14), ripple(32, 20, 22))],
    ['hollow', 'M32 8l8 13h-16z'],
    W(12, 32, 5),
    B(52, 32, 4.5),
  ],
  chips: [
    ['chips-line', 'M20 10h24v24h-24z'],
    ['chips-line', DIE_LEGS],
    ['chips', join(...[26, 32, 38].flatMap((x) => [16, 22, 28].map((y) => box(x, y, 1.8))))],
  ],
  crates: [
    ['ink', join(box(14, 32, 6), box(28, 32, 6), box(42, 32, 6), box(21, 18, 6), box(35, 18, 6))],
    ['chips', join(box(14, 32, 2.4), box(28, 32, 2.4), box(42, 32, 2.4), box(21, 18, 2.4), box(35, 18, 2.4))],
  ],
  crossroads: [
    ['washington-line', 'M4 34C24 34 28 10 60 10'],
    ['beijing-line', 'M4 10C24 10 28 34 60 34'],
    ['solid', round(30, 22, 3)],
  ],
  crowd: [
    ['solid', join(round(12, 24, 4), round(26, 21, 4), round(40, 23, 4), round(53, 22, 4))],
    ['ink', 'M5 38q0-8 7-8t7 8M19 38q0-10 7-10t7 10M33 38q0-9 7-9t7 9M46 38q0-9 7-9t7 9'],
    ['hollow', 'M20 6h14v9h-14z'],
    ['thin', 'M27 15v3M23 9h8M23 12h5'],
  ],
  dark_horse: [
    ['ink', join(ripple(32, 25, 11), ripple(32, 25, 20))],
    ['thin', ripple(32, 25, 30)],
    ['solid', round(32, 23, 3)],
  ],
  data: [
    ['ink', join(ripple(32, 10, 15), 'M17 10v24c0 7 30 7 30 0V10M17 18c0 7 30 7 30 0M17 26c0 7 30 7 30 0')],
    ['solid', join(round(42, 20, 1), round(42, 28, 1), round(42, 36, 1))],
  ],
  dawn: [
    ['ink', 'M2 24h60M19 24a13 13 0 0 1 26 0M25 24a7 7 0 0 1 14 0'],
    ['thin', 'M12 24a20 20 0 0 1 40 0M28 29h8M25 33h14M22 38h20'],
    ['solid', round(32, 21, 2.5)],
  ],
  deal: [
    ['washington-line', round(25, 22, 13)],
    ['beijing-line', round(39, 22, 13)],
    ['solid', round(32, 22, 2.4)],
  ],
  deal_broken: [
    ['washington-line', 'M26 12a12 12 0 1 0 0 20'],
    ['beijing-line', 'M38 12a12 12 0 1 1 0 20'],
    ['danger', 'M29 8h6v28h-6z'],
  ],
  deal_offered: [
    ['ink', round(25, 22, 13)],
    ['thin', round(39, 22, 13)],
    ['solid', round(18, 22, 2)],
  ],
  fab: [
    ['ink', 'M8 20 32 6l24 14M13 18v20h38V18'],
    ['chips-line', 'M25 19h14v14h-14zM29 19v-3M35 19v-3M29 36v-3M35 36v-3'],
    ['chips', box(32, 26, 3)],
  ],
  fork: [
    ['ink', 'M4 34C22 34 26 26 32 18S46 8 60 8'],
    ['thin', 'M30 21C38 30 48 34 60 34'],
    ['ink', 'M54 4l6 4-6 4'],
    ['solid', round(31, 20, 2.6)],
  ],
  gate_open: [
    ['chips', join(box(8, 28, 3), box(20, 28, 3), box(44, 28, 3), box(56, 28, 3))],
    ['ink', 'M32 38V10M32 12l20-6'],
    ['thin', 'M26 28h12'],
  ],
  grid: [
    ['ink', PYLON],
    ['power', 'M2 12q8 7 20 3M42 15q12 4 20-3'],
    ['ink', 'M18 38h28'],
  ],
  harm: [
    ['washington-line', 'M4 40q14-5 24 0'],
    ['beijing-line', 'M36 40q12-5 24 0'],
    ['danger', 'M6 34l10-12 8 6 8-20 9 17 7-6 10 15z'],
  ],
  hold: [
    ['open-line', 'M12 20h24v18h-24zM12 20l4-8h16l4 8'],
    ['hollow', 'M38 22h16v14h-16z'],
    ['ink', 'M41 22v-5a5 5 0 0 1 10 0v5M46 28v3'],
  ],
  joint: [
    ['washington-line', join(ripple(32, 28, 20))],
    ['beijing-line', join(ripple(32, 28, 25))],
    ['washington-line', join(ripple(32, 28, 30))],
    W(25, 23, 6),
    B(39, 23, 5.4),
  ],
  leak: [
    ['ink', bars(25, 22)],
    ['chips', join(box(8, 16, 3), box(56, 16, 3))],
    ['thin', 'M8 22c2 20 46 20 48-1'],
    ['chips', join(box(24, 36, 2), box(40, 36, 2))],
  ],
  market: [
    ['thin', 'M4 38h56'],
    ['ink', 'M4 22l9-7 7 5 9-11 8 21 7-5 6 4 10-9'],
    ['solid', join(round(29, 9, 2), round(37, 30, 2))],
  ],
  people: [
    ['thin', 'M8 34C20 12 44 12 56 34'],
    ['talent', join(round(18, 14, 4), round(33, 10, 4), round(48, 15, 4))],
    ['talent', 'M12 26q0-7 6-7t6 7zM27 22q0-7 6-7t6 7zM42 27q0-7 6-7t6 7z'],
    W(6, 36, 3.4),
    B(58, 36, 3),
  ],
  project: [
    ['ink', 'M8 38h48'],
    ['solid', BLOCKS.join('')],
    ['solid', box(38, 21, 5)],
    ['hollow', box(32, 9, 5)],
  ],
  project_late: [
    ['ink', 'M8 38h48'],
    ['solid', BLOCKS.slice(0, 3).join('')],
    ['thin', join(BLOCKS[3] ?? '', box(38, 21, 5), box(32, 9, 5))],
  ],
  release: [
    ['open-line', 'M32 24 12 10M32 24 52 10M32 24 8 30M32 24l24 6M32 24v14'],
    ['open', join(round(32, 24, 5), round(12, 10, 3), round(52, 10, 3), round(8, 30, 3), round(56, 30, 3), round(32, 38, 3))],
  ],
  research: [
    ['ink', 'M26 6h12M29 6v11L18 36q0 2 3 2h22q3 0 3-2L35 17V6'],
    ['solid', 'M23 29h18l4 7H19z'],
    ['solid', join(round(33, 22, 1.5), round(30, 25, 1))],
  ],
  rules: [
    ['hollow', 'M18 4h20l8 8v28h-28z'],
    ['ink', 'M38 4v8h8M23 16h12M23 22h18M23 28h12'],
    ['solid', round(40, 33, 4)],
  ],
  safety: [
    ['ink', 'M27 34l2-19h6l2 19zM28 15l4-6 4 6M22 34h20'],
    ['thin', 'M24 12 6 7M24 14 6 18M40 12l18-5M40 14l18 4'],
    ['ink', join(ripple(32, 38, 18))],
  ],
  school: [
    ['talent', 'M32 8 56 18 32 28 8 18z'],
    ['ink', 'M19 25v9q13 7 26 0v-9M56 18v12'],
    ['solid', round(56, 32, 2)],
  ],
  ship: [
    ['solid', 'M8 26h48l-6 9H15z'],
    ['chips', join(box(20, 21, 3.6), box(29, 21, 3.6), box(38, 21, 3.6), box(29, 12, 3.6))],
    ['ink', 'M48 25V12h5v13'],
    ['thin', 'M2 39q6-4 12 0t12 0 12 0 12 0 12 0'],
  ],
  splash: [
    ['ink', 'M24 28q-6-6-12-6M40 28q6-6 12-6M28 25q-2-9-8-13M36 25q2-9 8-13M32 24V8'],
    ['ink', join(ripple(32, 33, 14))],
    ['thin', join(ripple(32, 33, 24))],
    ['solid', join(round(20, 8, 1.6), round(44, 8, 1.6), round(10, 19, 1.6), round(54, 19, 1.6))],
  ],
  splinters: [
    ['ink', 'M20 8a15 15 0 0 0-6 22M26 6a16 16 0 0 1 12 2M44 12a15 15 0 0 1 4 16M42 34a16 16 0 0 1-22 2'],
    ['thin', 'M24 16 12 6M40 17l14-9M38 30l14 10M25 30 12 40'],
    ['solid', join(round(31, 22, 2), round(24, 23, 1.6), round(37, 19, 1.6))],
  ],
  swarm: [
    ['chips', join(...[10, 21, 32, 43, 54].flatMap((x) => [10, 22, 34].map((y) => box(x, y, 2.8))))],
    ['thin', 'M10 10h44M10 22h44M10 34h44M10 10v24M21 10v24M32 10v24M43 10v24M54 10v24'],
  ],
  tension: [
    ['washington-line', 'M8 8a20 20 0 0 1 0 28M16 5a24 24 0 0 1 0 34M23 3a27 27 0 0 1 0 38'],
    ['beijing-line', 'M56 8a20 20 0 0 0 0 28M48 5a24 24 0 0 0 0 34M41 3a27 27 0 0 0 0 38'],
    ['ink', 'M33 3l-4 9 6 6-6 8 6 6-4 9'],
  ],
  tools: [
    ['thin', 'M26 12 22 30h20L38 12z'],
    ['hollow', 'M23 4h18v8h-18z'],
    ['ink', join(ripple(32, 34, 22), ripple(32, 34, 11))],
    ['chips', box(32, 33, 2)],
  ],
  treasury: [
    ['ink', 'M10 16 32 5l22 11zM15 19v13M26 19v13M38 19v13M49 19v13M10 35h44'],
    ['solid', 'M10 35h44v3h-44z'],
  ],
}; // prettier-ignore

export function drawingOf({ drawing, side }: Illustration): Drawing {
  if (drawing === 'stone') return stone(side);
  if (drawing === 'lead') return lead(side);
  return FIXED[drawing];
}
