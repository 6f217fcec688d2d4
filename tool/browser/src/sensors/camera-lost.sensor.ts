/** The camera gives no picture: unplugged, taken by another program, permission withdrawn, or silent for a second. */
import { TrackSensor } from "./track";

/** Getting the camera back is the camera's job (widget/device/camera.ts); this only tells how long it was gone. */
export class CameraLostSensor extends TrackSensor {
  readonly signal = "camera_lost";
}
