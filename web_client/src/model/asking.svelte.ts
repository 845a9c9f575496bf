/** One question to the server at a time, with its refusal kept in place. */
import { Refused } from '../connection/http';
import type { ErrorBody } from '../wire';

export class Asking {
  busy = $state(false);
  problem = $state.raw<ErrorBody | null>(null);

  /** Ask; what comes back goes to `then`. A refusal is kept in `problem`. */
  async run<T>(question: () => Promise<T>, then: (answer: T) => void): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      then(await question());
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      this.problem = reason.body;
    } finally {
      this.busy = false;
    }
  }
}
