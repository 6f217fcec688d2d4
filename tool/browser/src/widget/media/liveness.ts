/** When a publish counts as dead: its connection failed, was cut for 2 s, or nothing has come back for 6 s. */

export const CUT_MS = 2000;
export const SILENT_MS = 6000;
const LOOK_EVERY_MS = 1000;

export type Death = "failed" | "cut" | "silent" | "node restarted" | "tracks changed";

/** How a publish ended: it died, or nobody wanted it any more. */
export type End = Death | "stopped";

/** The parts of a publish that are looked at; tests give a fake. */
export interface LiveLink {
  readonly pc: {
    readonly connectionState: RTCPeerConnectionState;
    readonly iceConnectionState: RTCIceConnectionState;
  };
  /** A number that grows with everything that comes in; null when the browser does not tell. */
  inbound(): Promise<number | null>;
}

export interface DeathWatch {
  happened: Promise<End>;
  declare: (death: Death) => void;
}

/** Watch a publish. `happened` resolves with the cause of death, or when `signal` fires; `declare` is for a cause that
 * somebody else knows of. */
export function deathOf(link: LiveLink, signal: AbortSignal): DeathWatch {
  let settle: (end: End) => void = () => undefined;
  const happened = new Promise<End>((resolve) => (settle = resolve));
  const pulse = new Pulse(link);
  const timer = setInterval(() => {
    void pulse.look().then((death) => death !== null && settle(death));
  }, LOOK_EVERY_MS);
  void happened.then(() => clearInterval(timer));
  signal.addEventListener("abort", () => settle("stopped"), { once: true });
  return { happened, declare: (death) => settle(death) };
}

/** Remembers what was seen last. A server that reports on RTP sends something every second, so silence means loss. */
class Pulse {
  private cutSince: number | null = null;
  private last = -1;
  private heardAt = Date.now();

  constructor(private readonly link: LiveLink) {}

  async look(): Promise<Death | null> {
    const { connectionState, iceConnectionState } = this.link.pc;
    const now = Date.now();
    if (connectionState === "failed" || connectionState === "closed") return "failed";
    const cut = connectionState === "disconnected" || iceConnectionState === "disconnected";
    this.cutSince = cut ? (this.cutSince ?? now) : null;
    if (this.cutSince !== null && now - this.cutSince >= CUT_MS) return "cut";
    const inbound = await this.link.inbound().catch(() => null);
    if (inbound === null || inbound !== this.last) {
      this.last = inbound ?? -1;
      this.heardAt = now;
    }
    return now - this.heardAt >= SILENT_MS ? "silent" : null;
  }
}
