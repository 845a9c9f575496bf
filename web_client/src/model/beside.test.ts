import { describe, expect, it } from 'vitest';
import { placeBeside } from './beside';

const room = { left: 244, top: 64, right: 962, bottom: 650 };
const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

describe('a note that points at something', () => {
  it('stands level with it, at the edge nearest to it', () => {
    expect(placeBeside(box(16, 300, 212, 40), room, 240, 100)).toEqual({
      left: 258,
      top: 270,
      points: 'left',
      pointerAt: 50,
    });
    const right = placeBeside(box(980, 300, 370, 40), room, 240, 100);
    expect(right).toMatchObject({ left: 708, points: 'right' });
  });

  it('stays in its room and does not point where its target is beyond it', () => {
    const sign = placeBeside(box(1180, 680, 170, 60), room, 240, 100);
    expect(sign).toMatchObject({ left: 708, top: 536, points: null });
    expect(placeBeside(box(16, 60, 200, 20), room, 240, 100).top).toBe(78);
  });
});
