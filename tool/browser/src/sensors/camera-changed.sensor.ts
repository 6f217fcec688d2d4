/** Another camera runs than before. */
import { DeviceChangedSensor, type DeviceSource } from "./device";
import type { SensorKind } from "./sensor";

export class CameraChangedSensor extends DeviceChangedSensor {
  readonly signal = "camera_changed";

  constructor(source: DeviceSource) {
    super(source, "videoTrack");
  }
}

export default { signal: "camera_changed", make: ({ camera }) => new CameraChangedSensor(camera) } satisfies SensorKind;
