/** Where a note stands that points at something. Pure; all in CSS pixels of the window. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Placed {
  left: number;
  top: number;
  /** The side of the note that faces the target; null when it cannot point straight at it. */
  points: 'left' | 'right' | null;
  /** How far down the note's edge the pointer stands. */
  pointerAt: number;
}

const GAP = 14;
const POINTER = 12;

/** A note of `width` × `height` inside `room`, at the edge nearest to `target` and as level with it as there is room. */
export function placeBeside(target: Box, room: Box, width: number, height: number): Placed {
  const middle = (target.top + target.bottom) / 2;
  const lowest = Math.max(room.top + GAP, room.bottom - GAP - height);
  const top = Math.min(Math.max(middle - height / 2, room.top + GAP), lowest);
  const leftwards = (target.left + target.right) / 2 < (room.left + room.right) / 2;
  const level = middle > top + POINTER && middle < top + height - POINTER;
  return {
    left: leftwards ? room.left + GAP : room.right - GAP - width,
    top,
    points: level ? (leftwards ? 'left' : 'right') : null,
    pointerAt: middle - top,
  };
}
