/** The server's clock as far as it is known: an examinee's computer may be minutes off. */

const TRUST_S = 1;

/** A difference below one second is the network's delay rather than a wrong clock, and is not corrected. */
export class Clock {
  private offset = 0;

  /** Web said that it was `serverTime` (Unix seconds) when this machine said `ms` (Unix milliseconds). */
  heard(serverTime: number, ms: number): void {
    const offset = serverTime - ms / 1000;
    this.offset = Math.abs(offset) < TRUST_S ? 0 : offset;
  }

  /** Unix seconds on the server's clock for this machine's Unix milliseconds. */
  serverTime(ms: number): number {
    return ms / 1000 + this.offset;
  }

  /** Unix seconds on this machine's clock for the server's. */
  localTime(seconds: number): number {
    return seconds - this.offset;
  }
}
