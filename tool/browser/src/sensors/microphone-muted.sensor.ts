/** The microphone is there and gives nothing: muted by its own switch, by the system, by the browser or by a program. */
import { type HeardTrack, MicrophoneSensor } from "./microphone";
import type { SensorKind } from "./sensor";

/** Nobody is told when a track is switched off by a program (`enabled`), so it is looked at this often. */
export const LOOK_MS = 1000;

export class MicrophoneMutedSensor extends MicrophoneSensor {
  readonly signal = "microphone_muted";

  protected follow(track: HeardTrack | null): () => void {
    const look = (): void => this.set(track !== null && track.readyState === "live" && (track.muted || !track.enabled));
    const events = ["mute", "unmute", "ended"] as const;
    for (const event of events) track?.addEventListener(event, look);
    const timer = setInterval(look, LOOK_MS);
    look();
    return () => {
      clearInterval(timer);
      for (const event of events) track?.removeEventListener(event, look);
    };
  }
}

export default { signal: "microphone_muted", make: ({ camera }) => new MicrophoneMutedSensor(camera) } satisfies SensorKind;
