/** Another microphone runs than before. */
import { DeviceChangedSensor, type DeviceSource } from "./device";
import type { SensorKind } from "./sensor";

export class MicrophoneChangedSensor extends DeviceChangedSensor {
  readonly signal = "microphone_changed";

  constructor(source: DeviceSource) {
    super(source, "audioTrack");
  }
}

export default { signal: "microphone_changed", make: ({ camera }) => new MicrophoneChangedSensor(camera) } satisfies SensorKind;
