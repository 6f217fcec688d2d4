/** What the microphone's sensors have in common: which track there is now, and when it may be another. */
import { LevelSensor } from "./sensor";
import type { WatchedTrack } from "./track";

/** The parts of a microphone's track that are looked at; tests give a fake. */
export interface HeardTrack extends WatchedTrack {
  readonly enabled: boolean;
}

/** Where the track comes from: null while there is none. `onTrack` calls back whenever it may be another one. */
export interface MicrophoneSource {
  readonly audioTrack: HeardTrack | null;
  onTrack(listener: () => void): () => void;
}

/** Follows the track of now and the one that takes its place. */
export abstract class MicrophoneSensor extends LevelSensor {
  constructor(private readonly source: MicrophoneSource) {
    super();
  }

  protected watch(): void {
    let release = this.follow(this.source.audioTrack);
    const stopListening = this.source.onTrack(() => {
      release();
      release = this.follow(this.source.audioTrack);
    });
    this.undo(stopListening);
    this.undo(() => release());
  }

  /** Watch this track, or its absence; returns what ends that. */
  protected abstract follow(track: HeardTrack | null): () => void;
}
