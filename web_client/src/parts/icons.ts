/** Our own icons, 16 × 16, drawn with one stroke. Keys of a ruleset that have none get the plain stone. */
const paths: Readonly<Record<string, string>> = {
  chips:
    'M5 4h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM6.5 4V1.8M9.5 4V1.8M6.5 14.2V12M9.5 14.2V12M4 6.5H1.8M4 9.5H1.8M14.2 6.5H12M14.2 9.5H12',
  power: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  talent: 'M11 5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM2.5 14c.4-3.2 2.6-4.8 5.5-4.8s5.1 1.6 5.5 4.8',
  open: 'M6.1 8A2.1 2.1 0 1 1 1.9 8a2.1 2.1 0 0 1 4.2 0zM14.1 3.8a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0zM14.1 12.2a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0zM5.9 7l4.6-2.3M5.9 9l4.6 2.3',
  sanctions: 'M9.5 2v12M13 2v12M1.5 8h5M4.5 5.5 7 8l-2.5 2.5',
  frontier: 'm1.5 13.5 4.2-7 2.5 3.7L10.5 6l4 7.5zM10.5 6V1.8l3 1.2-3 1.2',
  compute:
    'M3 2.5h10a1 1 0 0 1 1 1V6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3.5a1 1 0 0 1 1-1zM3 9h10a1 1 0 0 1 1 1v2.5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM4.5 4.8h.1M4.5 11.2h.1M8 4.8h3.5M8 11.2h3.5',
  safety: 'M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4z',
  risk: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1',
  trust:
    'M7.7 5.5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0zM13 6a1.8 1.8 0 1 1-3.6 0A1.8 1.8 0 0 1 13 6zM1.5 13c.2-2.6 1.8-4 4-4s3.8 1.4 4 4M10 9.3c2.6-.6 4.3.9 4.5 3.3',
  reach:
    'M9.2 8a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0zM11.8 8a3.8 3.8 0 1 1-7.6 0 3.8 3.8 0 0 1 7.6 0zM14.4 8A6.4 6.4 0 1 1 1.6 8a6.4 6.4 0 0 1 12.8 0z',
  tension: 'M1.5 8h3l1.6-4.5L9.6 12.5 11.4 8h3.1',
  adoption: 'M1.8 13.2c5.6 0 5.2-9.6 12.4-9.6M10.6 1.6l3.6 2-2.4 3.4',
  home: 'M1.8 8 8 2.6 14.2 8M3.8 6.8v6.6h8.4V6.8M6.8 13.2V9.6h2.4v3.6',
  drive: 'M2.2 12a5.8 5.8 0 1 1 11.6 0M8 12l3-4.4M8 12.1v.1',
  stone: 'M12.5 8a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z',
  theme: 'M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM8 2.5v11M8 4.2h3.6M8 6.2h5M8 8.2h5.4M8 10.2h4.9M8 12.2h3.4',
  left: 'M10 3 5 8l5 5',
  right: 'm6 3 5 5-5 5',
  down: 'm3 6 5 5 5-5',
  skip: 'm3 3 5 5-5 5M9 3l5 5-5 5',
  replay: 'M3 8a5 5 0 1 0 1.6-3.7M3.2 2v3h3',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M5 3v10l8-5z',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  pen: 'm3 13 .8-3.2L11 2.6 13.4 5l-7.2 7.2z',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M6 5.5h7v8H6zM3 10.5v-8h7',
  download: 'M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 14h11',
  chat: 'M2 3h12v8H7l-3 2.5V11H2z',
  people:
    'M7.7 5.5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0zM13 6a1.8 1.8 0 1 1-3.6 0A1.8 1.8 0 0 1 13 6zM1.5 13c.2-2.6 1.8-4 4-4s3.8 1.4 4 4M10 9.3c2.6-.6 4.3.9 4.5 3.3',
  door: 'M6 2h7v12H6M9 8H2M4.8 5.2 2 8l2.8 2.8',
  key: 'M8.2 8.6a3.3 3.3 0 1 1-.9-.9L13.5 2M11 4.5 13 6.5M9.4 6.1l1.3 1.3',
  book: 'M8 3.6C6.6 2.6 4.6 2.3 2 2.5v10c2.6-.2 4.6.1 6 1.1 1.4-1 3.4-1.3 6-1.1v-10c-2.6-.2-4.6.1-6 1.1zM8 3.6v10',
  clock: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 4.5V8l2.5 1.5',
  plan: 'M3.5 2h9v12h-9zM6 5h4M6 8h4M6 11h2.5',
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3.2 2v3h3',
};

const aliases: Readonly<Record<string, string>> = {
  open_source: 'open',
  risk_debt: 'risk',
  safeguards: 'safety',
  world_share: 'reach',
  share: 'reach',
  power_met: 'power',
  rung: 'risk',
  cooperation: 'people',
  self_reliance: 'home',
  home_share: 'home',
};

/** The path of an icon. A ruleset's key finds its icon by name, by alias, or gets the stone. */
export function iconPath(key: string): string {
  return paths[key] ?? paths[aliases[key] ?? ''] ?? paths.stone ?? '';
}

const LEVER_COLOURS = ['chips', 'power', 'talent', 'open', 'sanctions'];

/** The colour of a lever; always shown with its icon. */
export function leverColour(key: string): string {
  const name = aliases[key] ?? key;
  return LEVER_COLOURS.includes(name) ? `var(--lever-${name})` : 'var(--ink-2)';
}
