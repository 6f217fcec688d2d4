/** Asks the media node every 1.5 s whether it is still the same process.
 *
 * A browser needs about 5 s to notice that the far end of a WebRTC connection is gone, and 10 more to give up; a
 * restarted node tells by its new boot id within one question. */

export const HEALTHY_EVERY_MS = 1500;
export const DOWN_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 1500;

/** `restarted`: answers as another process than before. `down`: two questions in a row without an answer. `up`: answers
 * again as the same process. */
export type NodeNews = "restarted" | "down" | "up";

/** Returns the node's boot id; rejects when it does not answer. */
export type AskHealth = (signal: AbortSignal) => Promise<string>;

/** Ask `/healthz` of the node that `whipUrl` belongs to. */
export function healthOf(whipUrl: string): AskHealth {
  const url = new URL("/healthz", whipUrl);
  return async (signal) => {
    const response = await fetch(url, { cache: "no-store", signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const body = (await response.json()) as { boot_id?: unknown };
    return typeof body.boot_id === "string" ? body.boot_id : "";
  };
}

/** One probe per node, however many publishes it is asked for: the screen must not double the questions. */
export class NodeProbes {
  private readonly running = new Map<string, { probe: NodeProbe; listeners: Set<(news: NodeNews) => void> }>();

  constructor(private readonly health: (whipUrl: string) => AskHealth = healthOf) {}

  /** Tell the news of the node that `whipUrl` belongs to, until the returned function is called. */
  follow(whipUrl: string, tell: (news: NodeNews) => void): () => void {
    const node = new URL("/", whipUrl).href;
    const listeners = this.running.get(node)?.listeners ?? this.start(node, whipUrl);
    const listener = (news: NodeNews): void => tell(news);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.running.get(node)?.listeners !== listeners) return;
      this.running.get(node)?.probe.stop();
      this.running.delete(node);
    };
  }

  private start(node: string, whipUrl: string): Set<(news: NodeNews) => void> {
    const listeners = new Set<(news: NodeNews) => void>();
    const probe = new NodeProbe(this.health(whipUrl), (news) => {
      for (const listener of [...listeners]) listener(news);
    });
    this.running.set(node, { probe, listeners });
    probe.start();
    return listeners;
  }
}

/** Asks one node until it is stopped. */
export class NodeProbe {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private bootId: string | null = null;
  private misses = 0;

  constructor(
    private readonly ask: AskHealth,
    private readonly tell: (news: NodeNews) => void,
  ) {}

  start(): void {
    void this.question();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async question(): Promise<void> {
    try {
      const bootId = await this.ask(AbortSignal.timeout(ANSWER_WITHIN_MS));
      if (!this.isStopped()) this.answered(bootId);
    } catch {
      if (!this.isStopped()) this.missed();
    }
    if (this.isStopped()) return;
    this.timer = setTimeout(() => void this.question(), this.misses > 0 ? DOWN_EVERY_MS : HEALTHY_EVERY_MS);
  }

  /** A call, since `stop` may run during an await or inside `tell`. */
  private isStopped(): boolean {
    return this.stopped;
  }

  private answered(bootId: string): void {
    const wasDown = this.misses >= 2;
    this.misses = 0;
    const restarted = this.bootId !== null && bootId !== this.bootId;
    this.bootId = bootId;
    if (restarted) this.tell("restarted");
    else if (wasDown) this.tell("up");
  }

  private missed(): void {
    this.misses += 1;
    if (this.misses === 2) this.tell("down");
  }
}
