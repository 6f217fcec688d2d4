/** The screen is not shared: the examinee or the browser ended it, it became a window, or it gives no picture. */
import type { SensorKind } from "./sensor";
import { TrackSensor } from "./track";

/** A page that is loaded anew has lost its share, and browsers want a press for the next one. That is nobody's doing. */
export const SHARE_AGAIN_MS = 20_000;

/** Only for exams that ask for the screen. Getting it back is the examinee's press (widget/device/screen.ts). */
export class ScreenShareStoppedSensor extends TrackSensor {
  readonly signal = "screen_share_stopped";
  private missingSince: number | null = null;

  /** Tells at once, except for the time to press right after the start; whoever lets that pass, is told of from its
   * beginning. */
  protected override missing(): () => void {
    if (this.level !== null) return super.missing();
    const since = (this.missingSince ??= Date.now());
    const timer = setTimeout(() => this.set(true, since), since + SHARE_AGAIN_MS - Date.now());
    return () => clearTimeout(timer);
  }
}

export default { signal: "screen_share_stopped", make: ({ screen }) => new ScreenShareStoppedSensor(screen) } satisfies SensorKind;
