/** The camera gives no picture: unplugged, taken by another program, permission withdrawn, or silent for a second. */
import type { SensorKind } from "./sensor";
import { TrackSensor } from "./track";

/** Getting the camera back is the camera's job (widget/device/camera.ts); this only tells how long it was gone. */
export class CameraLostSensor extends TrackSensor {
  readonly signal = "camera_lost";
}

export default { signal: "camera_lost", make: ({ camera }) => new CameraLostSensor(camera) } satisfies SensorKind;
