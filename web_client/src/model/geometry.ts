/** Where things lie in the picture of the world, and points along its curves. Pure. */

export interface Place {
  x: number;
  y: number;
}

/** A quadratic curve from `from` over `by` to `to`. */
export interface Curve {
  from: Place;
  by: Place;
  to: Place;
}

export interface Layout {
  width: number;
  height: number;
  washington: Place;
  beijing: Place;
  well: number;
  ring: number;
  stone: number;
  ringWidth: number;
  partners: Place & { width: number; height: number };
  pond: Place & { rx: number; ry: number };
  firstRipple: number;
  rippleStep: number;
  chipWidth: number;
}

export const WIDE: Layout = {
  width: 720,
  height: 470,
  washington: { x: 128, y: 226 },
  beijing: { x: 592, y: 226 },
  well: 85,
  ring: 76,
  stone: 58,
  ringWidth: 10,
  partners: { x: 360, y: 74, width: 88, height: 60 },
  pond: { x: 360, y: 368, rx: 112, ry: 62 },
  firstRipple: 98,
  rippleStep: 23,
  chipWidth: 17,
};

export const TALL: Layout = {
  width: 360,
  height: 432,
  washington: { x: 78, y: 196 },
  beijing: { x: 282, y: 196 },
  well: 61,
  ring: 52,
  stone: 40,
  ringWidth: 9,
  partners: { x: 180, y: 56, width: 64, height: 44 },
  pond: { x: 180, y: 338, rx: 90, ry: 50 },
  firstRipple: 67.8,
  rippleStep: 16.6,
  chipWidth: 12,
};

export function path({ from, by, to }: Curve): string {
  return `M${from.x} ${from.y}Q${by.x} ${by.y} ${to.x} ${to.y}`;
}

export function pointAt({ from, by, to }: Curve, t: number): Place & { angle: number } {
  const u = 1 - t;
  const along = (a: number, b: number, c: number) => u * u * a + 2 * u * t * b + t * t * c;
  const slope = (a: number, b: number, c: number) => 2 * u * (b - a) + 2 * t * (c - b);
  const angle = Math.atan2(slope(from.y, by.y, to.y), slope(from.x, by.x, to.x));
  return {
    x: tidy(along(from.x, by.x, to.x)),
    y: tidy(along(from.y, by.y, to.y)),
    angle: tidy((angle * 180) / Math.PI),
  };
}

/** `count` points spread evenly over the curve's parameter, away from its ends. */
export function beads(curve: Curve, count: number): (Place & { angle: number })[] {
  return Array.from({ length: count }, (_, i) => pointAt(curve, (i + 0.5) / count));
}

/** An arc of a ring open at the bottom: `from` and `to` between 0 (lower left) and 1 (lower right). */
export function arc({ x, y }: Place, radius: number, from: number, to: number): string {
  const at = (share: number) => {
    const angle = ((135 + 270 * share) * Math.PI) / 180;
    return `${tidy(x + radius * Math.cos(angle))} ${tidy(y + radius * Math.sin(angle))}`;
  };
  const long = (to - from) * 270 > 180 ? 1 : 0;
  return `M${at(from)}A${radius} ${radius} 0 ${long} 1 ${at(to)}`;
}

/** Places for `count` symbols inside the pond, ordered from Washington's end to Beijing's. Always the same ones. */
export function pondPlaces({ x, y, rx, ry }: Layout['pond'], count: number): Place[] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  const places = Array.from({ length: count }, (_, i) => {
    const r = Math.sqrt((i + 0.5) / count) * 0.86;
    return { x: tidy(x + rx * r * Math.cos(i * golden)), y: tidy(y + ry * r * Math.sin(i * golden)) };
  });
  return places.sort((a, b) => a.x - b.x);
}

/** The point on a circle around `centre` in the direction of `towards`. */
export function rim(centre: Place, radius: number, degrees: number): Place {
  const angle = (degrees * Math.PI) / 180;
  return { x: tidy(centre.x + radius * Math.cos(angle)), y: tidy(centre.y + radius * Math.sin(angle)) };
}

function tidy(n: number): number {
  return Math.round(n * 10) / 10;
}
