/** A question to the server that a page cannot do without: an answer that fails to come is asked for again by itself. */
import { backoff } from '../connection/backoff';
import { later } from '../connection/browser';
import { Refused } from '../connection/http';
import type { ErrorBody } from '../wire';

export class Insisting {
  /** Why there is no answer yet, or ever. */
  problem = $state.raw<ErrorBody | null>(null);
  private round = 0;
  private cancel: () => void = () => undefined;

  constructor(private readonly wait: typeof later = later) {}

  /** Ask until there is an answer or a refusal; another question takes the place of this one. */
  ask<T>(question: () => Promise<T>, then: (answer: T) => void): void {
    this.stop();
    this.problem = null;
    void this.attempt(question, then, this.round, 0);
  }

  stop(): void {
    this.cancel();
    this.round += 1;
  }

  private async attempt<T>(
    question: () => Promise<T>,
    then: (answer: T) => void,
    round: number,
    failed: number,
  ): Promise<void> {
    try {
      const answer = await question();
      if (round !== this.round) return;
      this.problem = null;
      then(answer);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      if (round !== this.round) return;
      if (this.problem?.code !== reason.body.code) this.problem = reason.body;
      if (!passes(reason)) return;
      this.cancel = this.wait(backoff(failed), () => void this.attempt(question, then, round, failed + 1));
    }
  }
}

/** Whether asking again may help: nobody answered, or the server itself was in trouble or too busy. */
function passes({ body, status }: Refused): boolean {
  return body.code === 'network' || status >= 500 || status === 429;
}
