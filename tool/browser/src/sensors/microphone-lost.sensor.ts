/** There is no microphone: unplugged, taken by another program, permission withdrawn. */
import { type HeardTrack, MicrophoneSensor } from "./microphone";
import type { SensorKind } from "./sensor";

/** Getting it back is the camera's job (widget/device/camera.ts); this only tells how long it was gone. */
export class MicrophoneLostSensor extends MicrophoneSensor {
  readonly signal = "microphone_lost";

  protected follow(track: HeardTrack | null): () => void {
    const look = (): void => this.set(track === null || track.readyState === "ended");
    track?.addEventListener("ended", look);
    look();
    return () => track?.removeEventListener("ended", look);
  }
}

export default { signal: "microphone_lost", make: ({ camera }) => new MicrophoneLostSensor(camera) } satisfies SensorKind;
