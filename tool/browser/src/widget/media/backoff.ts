/** How long to wait before the next try: twice as long each time, up to a limit, back to the start after success. */

/** Waits in milliseconds. */
export class Backoff {
  private tries = 0;

  constructor(
    private readonly firstMs: number,
    private readonly limitMs: number,
  ) {}

  /** The next wait. */
  next(): number {
    const wait = Math.min(this.limitMs, this.firstMs * 2 ** this.tries);
    this.tries += 1;
    return wait;
  }

  reset(): void {
    this.tries = 0;
  }
}
