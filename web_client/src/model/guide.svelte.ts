/** Whether the guide is on, and what its reader has looked at. Kept on the device: who has played is not guided again. */
import type { Looked } from './guide';

const KEY = 'airace.guide';
type Kept = 'off' | 'played';

export class Guide {
  on = $state(localStorage.getItem(KEY) === null);
  looked = $state.raw<Looked>({ once: false, afterMoving: false });

  /** A why was opened, `moved` after an order was changed. */
  look(moved: boolean): void {
    this.looked = { once: true, afterMoving: this.looked.afterMoving || moved };
  }

  turn(on: boolean): void {
    this.on = on;
    if (on) localStorage.removeItem(KEY);
    else this.keep('off');
  }

  /** A turn was played: the next match begins without a guide. */
  played(): void {
    this.keep('played');
  }

  private keep(what: Kept): void {
    localStorage.setItem(KEY, what);
  }
}
