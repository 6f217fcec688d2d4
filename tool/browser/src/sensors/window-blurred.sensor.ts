/** Another window has the keyboard, although the exam's tab is visible. */
import type { Shell } from "../shared/shell";
import { LevelSensor, type SensorKind } from "./sensor";

const LOOK_EVERY_MS = 500;

/** The parts of a document that are looked at; tests give a fake. */
export interface FocusDocument {
  hasFocus(): boolean;
}

/** Who asks for a screen to share: the browser's own question has the keyboard meanwhile, and that is no other window. */
export interface ScreenAsker {
  readonly asking: boolean;
  onTrack(listener: () => void): () => void;
}

/** From the shell. Without one the own document is asked, but only at top level: a frame cannot tell a click into the
 * quiz beside it from another program, so there it measures nothing rather than something false. */
export class WindowBlurredSensor extends LevelSensor {
  readonly signal = "window_blurred";

  constructor(
    private readonly document: FocusDocument,
    private readonly shell: Shell,
    private readonly topLevel: boolean,
    private readonly screen: ScreenAsker,
  ) {
    super();
  }

  protected watch(): void {
    let answeredAt = 0;
    const fromShell = (): void => {
      const level = this.shell.level("window_blurred");
      if (level !== null) this.set(level.active && !this.screen.asking, Math.max(level.at, answeredAt));
    };
    this.undo(this.shell.onSignal(fromShell));
    this.undo(
      this.screen.onTrack(() => {
        answeredAt = Date.now();
        fromShell();
      }),
    );
    fromShell();
    if (!this.topLevel) return;
    const look = (): void => this.set(!this.document.hasFocus() && !this.screen.asking);
    const timer = setInterval(look, LOOK_EVERY_MS);
    this.undo(() => clearInterval(timer));
    look();
  }
}

export default {
  signal: "window_blurred",
  make: ({ document, shell, topLevel, screen }) => new WindowBlurredSensor(document, shell, topLevel, screen),
} satisfies SensorKind;
