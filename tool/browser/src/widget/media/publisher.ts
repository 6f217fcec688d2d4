/** Keeps one stream live: publishes, notices death within seconds, publishes again, and always says how it stands. */
import { type Encoding, WhipNotConnected, type WhipRequest } from "../../shared/whip";
import type { Channel, PublishView } from "../../shared/wire.gen";
import { Backoff } from "./backoff";
import type { Rates } from "./channels";
import type { FramesLink, FramesRequest } from "./frames";
import { type Death, deathOf, type End, type LiveLink } from "./liveness";
import type { NodeNews } from "./node-probe";

export const CONNECT_WITHIN_MS = 6000;
export const RETRY_WEBRTC_MS = 30_000;
const STEADY_MS = 10_000;

/** Where and with what to publish one channel. `framesUrl`: the degraded path; null where there is none. */
export interface PublishGrant {
  token: string;
  whipUrl: string;
  framesUrl: string | null;
  /** Unix seconds. */
  expiresAt: number;
}

/** The part of a grant that is about this channel. Raises when the exam does not ask for it. */
export function grantFor(channel: Channel, view: PublishView): PublishGrant {
  const whipUrl = view.whip_urls[channel];
  if (whipUrl === undefined) throw new Error(`This exam does not ask for the ${channel}.`);
  return { token: view.token, whipUrl, framesUrl: view.frames_urls[channel] ?? null, expiresAt: view.expires_at };
}

/** How the picture travels now. `since` is Unix milliseconds. */
export interface MediaState {
  kind: "off" | "connecting" | "live" | "frames" | "reconnecting";
  since: number;
}

/** A publish that can be kept alive and changed. */
export interface PublishLink extends LiveLink {
  carries(kind: "audio" | "video"): boolean;
  setEncoding(encoding: Encoding): Promise<void>;
  replaceTracks(stream: MediaStream): Promise<void>;
  close(): void;
}

/** What the publisher needs from outside; tests give fakes. */
export interface PublisherPorts {
  rates: Rates;
  grant(): Promise<PublishGrant>;
  publish(request: WhipRequest): Promise<PublishLink>;
  frames(request: FramesRequest): Promise<FramesLink>;
  /** Tells the news of the node that `whipUrl` belongs to, until the returned function is called. */
  probe(whipUrl: string, tell: (news: NodeNews) => void): () => void;
  onState(state: MediaState): void;
}

/** One per channel; `start` and `stop` as often as needed. */
export class Publisher {
  private state: MediaState = { kind: "off", since: Date.now() };
  private stopping: AbortController | null = null;
  private stream: MediaStream | null = null;
  private link: PublishLink | null = null;
  private fallback: FramesLink | null = null;
  private lastGrant: PublishGrant | null = null;
  private encoding: Encoding;
  private probe: { url: string; stop(): void } | null = null;
  /** Ends the present try or publish. */
  private died: (death: Death) => void = () => undefined;
  /** Ends the present wait. */
  private wake: () => void = () => undefined;

  constructor(private readonly ports: PublisherPorts) {
    this.encoding = ports.rates.unwatched;
  }

  /** Publish `stream` from now on; when already publishing, change to it without a new connection if possible. */
  start(stream: MediaStream): void {
    const before = this.stream;
    this.stream = stream;
    if (this.stopping !== null) {
      if (before !== stream) void this.change(stream);
      return;
    }
    this.stopping = new AbortController();
    this.to("connecting");
    void this.keepPublishing(this.stopping.signal);
  }

  /** Full rate while a proctor looks, less when nobody does. */
  setWatched(watched: boolean): void {
    const { rates } = this.ports;
    this.encoding = watched ? rates.watched : rates.unwatched;
    this.link?.setEncoding(this.encoding).catch(() => undefined); // the link died; the next one gets it in its offer
  }

  /** Close everything; the tracks stay with their owner. */
  stop(): void {
    this.stopping?.abort();
    this.stopping = null;
    this.stream = null;
    this.closeAll();
    this.to("off");
  }

  private async keepPublishing(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(300, 5000);
    let unconnected = 0;
    while (!isOver(signal)) {
      const startedAt = Date.now();
      let end: End | null = null;
      try {
        end = await this.publishOnce(signal);
        unconnected = 0;
        if (Date.now() - startedAt > STEADY_MS) backoff.reset();
      } catch (error) {
        unconnected += error instanceof WhipNotConnected ? 1 : 0;
      }
      if (isOver(signal)) return;
      if (unconnected >= 2) await this.openFallback(signal);
      else this.to("reconnecting");
      // A node that has just answered as a new process is ready: three restarts in a row must not add up to a wait.
      if (end === "node restarted") continue;
      await this.pause(this.fallback === null ? backoff.next() : RETRY_WEBRTC_MS, signal);
    }
  }

  /** One publish from grant to death. Raises what kept it from coming up. */
  private async publishOnce(signal: AbortSignal): Promise<End> {
    const { token, whipUrl: url } = await this.freshGrant();
    const stream = this.stream;
    if (isOver(signal) || stream === null) return "stopped";
    this.probeNode(url);
    const encoding = this.encoding;
    const attempt = new AbortController();
    const ended = AbortSignal.any([signal, attempt.signal]);
    this.died = () => attempt.abort();
    const link = await this.ports.publish({ url, token, stream, encoding, signal: ended, connectWithinMs: CONNECT_WITHIN_MS });
    try {
      this.link = link;
      this.closeFallback();
      if (this.encoding !== encoding) await link.setEncoding(this.encoding).catch(() => undefined);
      if (this.stream !== stream) await this.change(this.stream);
      this.to("live");
      const death = deathOf(link, ended);
      this.died = death.declare;
      return await death.happened;
    } finally {
      link.close();
      if (this.link === link) this.link = null;
    }
  }

  /** One probe per address, also between two tries: its news ends a wait. */
  private probeNode(url: string): void {
    if (this.probe?.url === url) return;
    this.probe?.stop();
    this.probe = { url, stop: this.ports.probe(url, (news) => this.heard(news)) };
  }

  private heard(news: NodeNews): void {
    if (news === "restarted") this.died("node restarted");
    else if (this.link !== null) this.to(news === "down" ? "reconnecting" : "live");
    if (news !== "down") this.wake();
  }

  /** Web may be away while the media node is not: then the last grant is used as long as it is good. */
  private async freshGrant(): Promise<PublishGrant> {
    try {
      this.lastGrant = await this.ports.grant();
    } catch (error) {
      if (this.lastGrant === null || this.lastGrant.expiresAt < Date.now() / 1000 + 5) throw error;
    }
    return this.lastGrant;
  }

  private async change(stream: MediaStream | null): Promise<void> {
    const link = this.link;
    if (stream === null) return;
    this.fallback?.replace(stream);
    if (link === null) return;
    const complete = stream.getTracks().every((track) => link.carries(track.kind as "audio" | "video"));
    try {
      if (!complete) throw new Error("A kind of track is new.");
      await link.replaceTracks(stream);
    } catch {
      this.died("tracks changed");
    }
  }

  private async openFallback(signal: AbortSignal): Promise<void> {
    if (this.lastGrant?.framesUrl === null) {
      this.to("reconnecting");
      return;
    }
    if (this.fallback !== null || this.lastGrant === null || this.stream === null) return;
    const { framesUrl: url, token } = this.lastGrant;
    try {
      const fallback = await this.ports.frames({ url, token, stream: this.stream });
      if (isOver(signal)) {
        fallback.close();
        return;
      }
      this.fallback = fallback;
      this.to("frames");
      void fallback.ended.then(() => {
        if (this.fallback !== fallback) return;
        this.fallback = null;
        this.to("reconnecting");
        this.wake();
      });
    } catch {
      this.to("reconnecting");
    }
  }

  /** Wait, or less when something says that trying now makes sense. */
  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener("abort", this.wake, { once: true });
    });
  }

  private closeFallback(): void {
    const fallback = this.fallback;
    this.fallback = null;
    fallback?.close();
  }

  private closeAll(): void {
    this.probe?.stop();
    this.probe = null;
    this.closeFallback();
    this.link?.close();
    this.link = null;
  }

  private to(kind: MediaState["kind"]): void {
    if (this.state.kind === kind) return;
    this.state = { kind, since: Date.now() };
    this.ports.onState(this.state);
  }
}

/** A call, since `stop` fires the signal during an await. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
