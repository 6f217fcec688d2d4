/** A window or a tab was given where the whole screen is asked for. */
import { LevelSensor, type SensorKind } from "./sensor";

/** The shared screen's part of it: whether the last choice was less than a whole screen (widget/device/screen.ts). */
export interface ChosenScreen {
  readonly asking: boolean;
  readonly partial: boolean;
  onTrack(listener: () => void): () => void;
}

/** While the browser's question is open the last answer counts. */
export class ScreenNotWholeSensor extends LevelSensor {
  readonly signal = "screen_not_whole";

  constructor(private readonly screen: ChosenScreen) {
    super();
  }

  protected watch(): void {
    const look = (): void => {
      if (!this.screen.asking) this.set(this.screen.partial);
    };
    this.undo(this.screen.onTrack(look));
    look();
  }
}

export default { signal: "screen_not_whole", make: ({ screen }) => new ScreenNotWholeSensor(screen) } satisfies SensorKind;
