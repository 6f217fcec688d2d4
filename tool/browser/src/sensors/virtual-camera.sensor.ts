/** The camera's picture is made by a program: it bears the name of one that can show anything, or a script paints it. */
import type { DeviceSource, NamedTrack } from "./device";
import { LevelSensor, type SensorKind } from "./sensor";

/** Names of programs that can put any picture in the place of a camera's, as browsers show them. Not here, since a real camera
 * is behind them: programs that bring a phone's or a photo camera's picture (Camo, DroidCam, EpocCam, Iriun, iVCam, Phone Link,
 * EOS Webcam Utility), and the simulated cameras of browsers under test. */
const PROGRAMS = [
  /\bobs\b/i,
  /\bvirtual[ -]?(web)?cam(era)?\b/i,
  /dummy video device|v4l2[ -]?loopback|\bakvcam\b/i,
  /manycam|snap camera|splitcam|camtwist|youcam|altercam|chromacam|webcamoid|\bmmhmm\b/i,
  /\bxsplit\b|\bvcam\b|\bvmix\b|\bwirecast\b|\bndi\b|unity video capture|nvidia broadcast/i,
];
const PHONES = /windows virtual camera|\bcamo\b|droidcam|epoccam|iriun|\bivcam\b/i;

/** Whether this is the name of a program and of no device. */
export function isProgram(label: string): boolean {
  return !PHONES.test(label) && PROGRAMS.some((name) => name.test(label));
}

export class VirtualCameraSensor extends LevelSensor {
  readonly signal = "virtual_camera";

  constructor(private readonly source: DeviceSource) {
    super();
  }

  protected watch(): void {
    const look = (): void => {
      const { videoTrack } = this.source;
      if (videoTrack !== null) this.set(isMade(videoTrack));
    };
    this.undo(this.source.onTrack(look));
    look();
  }
}

function isMade({ label, canvas }: NamedTrack): boolean {
  return canvas !== undefined || isProgram(label);
}

export default { signal: "virtual_camera", make: ({ camera }) => new VirtualCameraSensor(camera) } satisfies SensorKind;
