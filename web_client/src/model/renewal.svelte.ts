/**
 * The server was brought up to date while the page was open. Parts of the old page that are not loaded yet are gone, so
 * the page says so and loads itself anew, at a moment when nobody is in the middle of anything.
 */
export interface Surroundings {
  own: string | null;
  /** What the server hands out now; null when it cannot be told. */
  newest: () => Promise<string | null>;
  reload: () => void;
  /** Outlives a reload; null where nothing does. */
  kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

const KEY = 'airace.renewing';

export class Renewal {
  /** The newer build, once it is known that there is one. */
  found = $state<string | null>(null);
  /** This page was loaded anew a moment ago, and is of the newer build. */
  done = $state(false);

  constructor(private readonly around: Surroundings) {
    if (around.kept?.getItem(KEY) !== around.own) return;
    around.kept?.removeItem(KEY);
    this.done = around.own !== null;
  }

  /** Ask whether there is a newer build: a part was missing, or the server was away. */
  async look(): Promise<void> {
    const newest = await this.around.newest();
    if (newest !== null && this.around.own !== null) this.found = newest === this.around.own ? null : newest;
  }

  /** By itself at most once for a build: whoever gets the old page again is asked instead. */
  get byItself(): boolean {
    const { kept } = this.around;
    return this.found !== null && kept !== null && kept.getItem(KEY) !== this.found;
  }

  /** Nothing is lost by a reload now. */
  quiet(): void {
    if (this.byItself) this.now();
  }

  now(): void {
    if (this.found !== null) this.around.kept?.setItem(KEY, this.found);
    this.around.reload();
  }
}
