/** Watches one stream of an examinee live over WebRTC (WHEP), and comes back by itself after any break.
 *
 * The media server answers ICE-lite, so candidates of ours are a courtesy: the offer waits for them only briefly. */
export type WatchStatus =
  | { step: "connecting" }
  | { step: "live" }
  | { step: "no_stream" }
  | { step: "retrying"; why: string };

/** The WHEP address of the stream, and a token that is still good for it. */
export interface WatchTarget {
  url: string;
  token: string;
}

export interface WatchOptions {
  /** Asked for again before every try. */
  target: () => Promise<WatchTarget>;
  kinds: readonly ("video" | "audio")[];
  /** After so many seconds without a byte the sender counts as gone. */
  silenceLimitS: number;
  onStream: (stream: MediaStream) => void;
  onStatus: (status: WatchStatus) => void;
}

export interface Watch {
  /** Something else broke on the same media server: trust this connection no longer than one more silent second. */
  suspect(): void;
  /** There is reason to believe that the next try succeeds: make it now, if one is being waited for. */
  hurry(): void;
  close(): void;
}

const GATHER_MS = 100;
const CHECK_EVERY_MS = 1000;
const RETRY_MS = [200, 400, 700, 1000];
const NO_STREAM_MS = 2000;

class NoStream extends Error {
  readonly afterMs: number;

  constructor(afterMs: number) {
    super("No picture is being sent.");
    this.afterMs = afterMs;
  }
}

/** Milliseconds until try number `failures` + 1. */
export function backOff(failures: number): number {
  return RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? NO_STREAM_MS;
}

/** Milliseconds that a Retry-After header asks for, between 0.5 and 10 s; 2 s when it says nothing usable. */
export function retryAfterMs(header: string | null): number {
  const seconds = Number(header);
  if (header === null || !Number.isFinite(seconds)) return NO_STREAM_MS;
  return Math.min(10_000, Math.max(500, seconds * 1000));
}

/** Starts watching. Reports through the callbacks until close(). */
export function watch(options: WatchOptions): Watch {
  let closed = false;
  let failures = 0;
  let current: Attempt | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const later = (status: WatchStatus, ms: number) => {
    current?.close();
    current = null;
    if (closed) return;
    options.onStatus(status);
    clearTimeout(timer);
    timer = setTimeout(() => void start(), ms);
  };
  const start = async (): Promise<void> => {
    const attempt = new Attempt(options, {
      live: () => {
        failures = 0;
        options.onStatus({ step: "live" });
      },
      broken: (why) => {
        if (current === attempt) later({ step: "retrying", why }, backOff(failures++));
      },
    });
    current = attempt;
    try {
      await attempt.open();
    } catch (error) {
      if (current !== attempt) return;
      if (error instanceof NoStream) later({ step: "no_stream" }, error.afterMs);
      else later({ step: "retrying", why: "The video server cannot be reached." }, backOff(failures++));
    }
  };

  options.onStatus({ step: "connecting" });
  void start();
  return {
    suspect: () => current?.suspect(),
    hurry: () => {
      if (closed || current !== null) return;
      clearTimeout(timer);
      void start();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      current?.close();
      current = null;
    },
  };
}

interface Outcome {
  live: () => void;
  broken: (why: string) => void;
}

/** One peer connection, from offer to the break that ends it. */
class Attempt {
  private readonly pc = new RTCPeerConnection({ iceServers: [] });
  private readonly stream = new MediaStream();
  private readonly options: WatchOptions;
  private readonly outcome: Outcome;
  private resource: { url: string; token: string } | null = null;
  private check: ReturnType<typeof setInterval> | undefined;
  private bytes = 0;
  private silent = 0;
  private live = false;

  constructor(options: WatchOptions, outcome: Outcome) {
    this.options = options;
    this.outcome = outcome;
  }

  async open(): Promise<void> {
    const { pc } = this;
    for (const kind of this.options.kinds) pc.addTransceiver(kind, { direction: "recvonly" });
    pc.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      this.options.onStream(this.stream);
    };
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "failed") this.outcome.broken("The connection was lost.");
    };
    const [{ url, token }] = await Promise.all([this.options.target(), this.offer()]);
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` },
      body: pc.localDescription?.sdp ?? "",
      credentials: "omit",
      signal: AbortSignal.timeout(5000),
    });
    if (response.status === 404) throw new NoStream(retryAfterMs(response.headers.get("Retry-After")));
    if (!response.ok) throw new Error(`WHEP answered ${response.status}`);
    const where = response.headers.get("Location");
    if (where !== null) this.resource = { url: new URL(where, url).href, token };
    const sdp = await response.text();
    if (pc.signalingState === "closed") {
      this.leave();
      return;
    }
    await pc.setRemoteDescription({ type: "answer", sdp });
    this.check = setInterval(() => void this.listen(), CHECK_EVERY_MS);
  }

  private async offer(): Promise<void> {
    await this.pc.setLocalDescription();
    if (this.pc.iceGatheringState === "complete") return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, GATHER_MS);
      this.pc.onicegatheringstatechange = () => {
        if (this.pc.iceGatheringState !== "complete") return;
        clearTimeout(timer);
        done();
      };
    });
  }

  /** Nothing received for some checks in a row: the sender, or the server, is gone. */
  private async listen(): Promise<void> {
    let bytes = 0;
    for (const report of (await this.pc.getStats()).values() as Iterable<Record<string, unknown>>) {
      if (report["type"] === "inbound-rtp") bytes += Number(report["bytesReceived"] ?? 0);
    }
    if (this.pc.signalingState === "closed") return;
    this.silent = bytes > this.bytes ? 0 : this.silent + 1;
    if (bytes > this.bytes && !this.live) {
      this.live = true;
      this.outcome.live();
    }
    this.bytes = bytes;
    if (this.silent >= this.options.silenceLimitS) this.outcome.broken("The picture stopped.");
  }

  suspect(): void {
    this.silent = Math.max(this.silent, this.options.silenceLimitS - 1);
  }

  close(): void {
    clearInterval(this.check);
    this.pc.ontrack = null;
    this.pc.onconnectionstatechange = null;
    this.pc.close();
    this.leave();
  }

  private leave(): void {
    if (this.resource === null) return;
    const { url, token } = this.resource;
    this.resource = null;
    const request = { method: "DELETE", headers: { Authorization: `Bearer ${token}` }, keepalive: true } as const;
    // Best effort: the server notices a silent watcher by itself.
    fetch(url, request).catch(() => undefined);
  }
}
