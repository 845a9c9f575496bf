/** How many messages of each table this facilitator has read, on this device. */
export class ReadTables {
  private counts = $state.raw<Readonly<Record<string, number>>>({});

  constructor(
    private readonly session: string,
    private readonly kept: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
  ) {
    try {
      this.counts = JSON.parse(this.kept.getItem(this.key()) ?? '{}') as Record<string, number>;
    } catch {
      this.counts = {};
    }
  }

  unread(match: string, messages: number): number {
    return Math.max(0, messages - (this.counts[match] ?? 0));
  }

  read(match: string, messages: number): void {
    if (messages <= (this.counts[match] ?? 0)) return;
    this.counts = { ...this.counts, [match]: messages };
    try {
      this.kept.setItem(this.key(), JSON.stringify(this.counts));
    } catch {
      // full or forbidden: then it is known as long as the page lives
    }
  }

  private key(): string {
    return `airace.chat.read.${this.session}`;
  }
}
