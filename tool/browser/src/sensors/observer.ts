/** Runs the sensors and gets their readings to web: at once when connected, later when not, never twice on purpose. */
import type { BrowserSignal } from "../shared/registry.gen";
import type { Observed, ObserveBody, SensorReading } from "../shared/wire.gen";
import { ReadingBuffer } from "./readings";
import type { Level, Sensor, SensorKind, Surroundings } from "./sensor";

const BATCH = 50;
const RETRY_MS = 2000;
/** So often the page says that its sensors run. In a hidden tab browsers make a minute of it; web is told that it is one. */
const BEAT_MS = 10_000;
/** What alone a page that is being left has to tell: that. The one that comes after it says that it is back. */
const LEAVING: BrowserSignal = "page_left";

/** What the observer needs from outside. `send` rejects when web did not take the batch. */
export interface ObserverPorts {
  send(body: ObserveBody): Promise<Observed>;
  newId(): string;
  /** Unix seconds on the server's clock for Unix milliseconds on this machine's. */
  serverTime(ms: number): number;
}

/** One per widget. `connected` and `disconnected` follow the socket. */
export class Observer {
  private readonly sensors = new Map<BrowserSignal, Sensor>();
  /** Names this count of readings; `made` is the newest number. So web notices one that was taken out on its way. */
  private readonly run: string;
  private made = 0;
  private online = false;
  private ended = false;
  private leaving = false;
  private sending = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beating: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly ports: ObserverPorts,
    private readonly buffer = new ReadingBuffer(),
  ) {
    this.run = ports.newId();
    around.window.addEventListener("pagehide", this.left);
    around.window.addEventListener("pageshow", this.back);
  }

  /** Measure what these measure and nothing else; what runs already goes on. */
  follow(kinds: readonly SensorKind[]): void {
    if (this.ended) return;
    this.stopAllBut(new Set(kinds.map((kind) => kind.signal)));
    for (const kind of kinds) {
      if (this.sensors.has(kind.signal)) continue;
      const sensor = kind.make(this.around);
      this.sensors.set(kind.signal, sensor);
      sensor.start(this.record);
    }
  }

  /** Measure and send nothing any more. */
  stop(): void {
    this.ended = true;
    clearTimeout(this.retry);
    this.beatNoMore();
    this.stopAllBut(new Set());
    this.around.window.removeEventListener("pagehide", this.left);
    this.around.window.removeEventListener("pageshow", this.back);
  }

  /** The socket is up: what was kept goes out, then the present level of every sensor. */
  connected(): void {
    this.online = true;
    if (this.ended) return;
    for (const sensor of this.sensors.values()) {
      if (sensor.level !== null) this.record(sensor.signal, { active: sensor.level.active, at: Date.now() });
    }
    void this.flush();
    this.beatNoMore();
    this.beating = setInterval(this.beat, BEAT_MS);
    this.around.document.addEventListener("visibilitychange", this.beat); // not slowed down, as timers are
    this.beat();
  }

  disconnected(): void {
    this.online = false;
    clearTimeout(this.retry);
    this.beatNoMore();
  }

  /** A sign of life. It is not kept: the next one says the same. */
  private readonly beat = (): void => {
    if (this.leaving) return;
    this.send([]).catch(() => undefined);
  };

  private beatNoMore(): void {
    clearInterval(this.beating);
    this.around.document.removeEventListener("visibilitychange", this.beat);
  }

  private stopAllBut(kept: ReadonlySet<BrowserSignal>): void {
    for (const [signal, sensor] of this.sensors) {
      if (kept.has(signal)) continue;
      sensor.stop();
      this.sensors.delete(signal);
    }
  }

  /** The page is being taken down, by a reload too: what its browser says of it from now on is no doing of the examinee's. */
  private readonly left = (): void => void (this.leaving = true);

  private readonly back = (): void => void (this.leaving = false);

  private readonly record = (signal: BrowserSignal, level: Level): void => {
    if (this.leaving && signal !== LEAVING) return;
    const reading: SensorReading = {
      id: this.ports.newId(),
      signal,
      active: level.active,
      at: this.ports.serverTime(level.at),
      seq: (this.made += 1),
    };
    this.buffer.add(reading);
    void this.flush();
  };

  private send(items: SensorReading[]): Promise<Observed> {
    const { run, made, buffer, around, ports } = this;
    const sent_at = ports.serverTime(Date.now());
    return ports.send({ items, hidden: around.document.hidden, sent_at, run, made, dropped: buffer.dropped });
  }

  private canSend(): boolean {
    return this.online && this.buffer.pending.length > 0;
  }

  private async flush(): Promise<void> {
    if (this.sending || !this.canSend()) return;
    this.sending = true;
    clearTimeout(this.retry);
    try {
      while (this.canSend()) {
        const items = this.buffer.pending.slice(0, BATCH);
        const { ids } = await this.send(items);
        if (!items.some((item) => ids.includes(item.id))) throw new Error("Nothing was taken.");
        this.buffer.acknowledge(ids);
      }
    } catch {
      if (!this.ended) this.retry = setTimeout(() => void this.flush(), RETRY_MS);
    } finally {
      this.sending = false;
    }
  }
}
