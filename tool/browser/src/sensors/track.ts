/** What the sensors of camera and screen have in common: a track that is there, silent, or gone. */
import { LevelSensor } from "./sensor";

const SILENT_MS = 1000;

/** The parts of a video track that are looked at; tests give a fake. */
export interface WatchedTrack {
  readonly readyState: "live" | "ended";
  readonly muted: boolean;
  addEventListener(type: "ended" | "mute" | "unmute", listener: () => void): void;
  removeEventListener(type: "ended" | "mute" | "unmute", listener: () => void): void;
}

/** Where the track comes from: null while there is none. `onTrack` calls back whenever it may be another one. */
export interface TrackSource {
  readonly videoTrack: WatchedTrack | null;
  onTrack(listener: () => void): () => void;
}

/** Active while there is no track, or while it has ended or been silent for a second. */
export abstract class TrackSensor extends LevelSensor {
  constructor(private readonly source: TrackSource) {
    super();
  }

  protected watch(): void {
    let release = this.follow(this.source.videoTrack);
    const stopListening = this.source.onTrack(() => {
      release();
      release = this.follow(this.source.videoTrack);
    });
    this.undo(stopListening);
    this.undo(() => release());
  }

  /** There is no track. Returns what ends the wait for one. */
  protected missing(): () => void {
    this.set(true);
    return () => undefined;
  }

  private follow(track: WatchedTrack | null): () => void {
    if (track === null) return this.missing();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (track.readyState === "live" && track.muted) {
        const since = Date.now();
        timer = setTimeout(() => this.set(true, since), SILENT_MS);
      } else {
        this.set(track.readyState === "ended");
      }
    };
    const events = ["ended", "mute", "unmute"] as const;
    for (const event of events) track.addEventListener(event, look);
    look();
    return () => {
      clearTimeout(timer);
      for (const event of events) track.removeEventListener(event, look);
    };
  }
}
