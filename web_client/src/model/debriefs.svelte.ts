/** What the tables of a class that are over have to tell, fetched one after the other and kept. */
import type { Debrief } from '../wire';
import { Insisting } from './insisting.svelte';

export class Debriefs {
  /** Table → its debrief. */
  found = $state.raw<Readonly<Record<number, Debrief>>>({});
  private wanted: readonly number[] = [];
  private busy = false;

  constructor(
    private readonly ask: (table: number) => Promise<Debrief>,
    private readonly asking = new Insisting(),
  ) {}

  get problem() {
    return this.asking.problem;
  }

  /** Fetch those of `tables` that are not here yet, in this order. */
  want(tables: readonly number[]): void {
    this.wanted = tables;
    if (!this.busy) this.next();
  }

  stop(): void {
    this.asking.stop();
  }

  private next(): void {
    const table = this.wanted.find((one) => !(one in this.found));
    this.busy = table !== undefined;
    if (table === undefined) return;
    this.asking.ask(
      () => this.ask(table),
      (debrief) => {
        this.found = { ...this.found, [table]: debrief };
        this.next();
      },
    );
  }
}
