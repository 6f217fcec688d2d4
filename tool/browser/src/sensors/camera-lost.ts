/** The camera gives no picture: unplugged, taken by another program, permission withdrawn, or silent for a second. */
import { LevelSensor } from "./sensor";

const SILENT_MS = 1000;

/** The parts of a video track that are looked at; tests give a fake. */
export interface CameraTrack {
  readonly readyState: "live" | "ended";
  readonly muted: boolean;
  addEventListener(type: "ended" | "mute" | "unmute", listener: () => void): void;
  removeEventListener(type: "ended" | "mute" | "unmute", listener: () => void): void;
}

/** Where the track comes from: null while there is none. `onTrack` calls back whenever it is another one. */
export interface TrackSource {
  readonly videoTrack: CameraTrack | null;
  onTrack(listener: () => void): () => void;
}

/** Getting the camera back is the camera's job (widget/camera.ts); this only tells how long it was gone. */
export class CameraLostSensor extends LevelSensor {
  readonly signal = "camera_lost";

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

  private follow(track: CameraTrack | null): () => void {
    if (track === null) {
      this.set(true);
      return () => undefined;
    }
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
