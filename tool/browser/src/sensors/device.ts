/** What the sensors of the running devices have in common: a track that has a name. It never leaves the page. */
import { PulseSensor } from "./pulse";

/** The parts of a track that say which device it is of; tests give a fake. `canvas`: what was painted on by a script instead
 * of coming from a device. */
export interface NamedTrack {
  readonly label: string;
  readonly readyState: "live" | "ended";
  readonly canvas?: unknown;
  getSettings(): { readonly deviceId?: string };
}

/** The running devices; null while there is none. `onTrack` calls back whenever one may be another. */
export interface DeviceSource {
  readonly videoTrack: NamedTrack | null;
  readonly audioTrack: NamedTrack | null;
  onTrack(listener: () => void): () => void;
}

/** Tells each time when the device that runs is another than the one before. The first one is whichever runs first. */
export abstract class DeviceChangedSensor extends PulseSensor {
  constructor(
    private readonly source: DeviceSource,
    private readonly which: "videoTrack" | "audioTrack",
  ) {
    super();
  }

  protected watch(): void {
    let before = "";
    const look = (): void => {
      const now = deviceOf(this.source[this.which]);
      if (now === "") return; // none at the moment, or one that the browser does not name
      if (before !== "" && now !== before) this.happened();
      before = now;
    };
    this.undo(this.source.onTrack(look));
    this.set(false);
    look();
  }
}

/** What tells one device from another, for as long as the page lives; empty when there is none. */
function deviceOf(track: NamedTrack | null): string {
  if (track === null || track.readyState === "ended") return "";
  const { deviceId = "" } = track.getSettings();
  return deviceId === "" ? track.label : `${deviceId} ${track.label}`;
}
