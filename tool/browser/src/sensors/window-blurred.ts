/** Another window has the keyboard, although the exam's tab is visible. */
import type { Shell } from "../shared/shell";
import { LevelSensor } from "./sensor";

const LOOK_EVERY_MS = 500;

/** The parts of a document that are looked at; tests give a fake. */
export interface FocusDocument {
  hasFocus(): boolean;
}

/** From the shell. Without one the own document is asked, but only at top level: a frame cannot tell a click into the
 * quiz beside it from another program, so there it measures nothing rather than something false. */
export class WindowBlurredSensor extends LevelSensor {
  readonly signal = "window_blurred";

  constructor(
    private readonly document: FocusDocument,
    private readonly shell: Shell,
    private readonly topLevel: boolean,
  ) {
    super();
  }

  protected watch(): void {
    const fromShell = (): void => {
      const level = this.shell.level("window_blurred");
      if (level !== null) this.set(level.active, level.at);
    };
    this.undo(this.shell.onSignal(fromShell));
    fromShell();
    if (!this.topLevel) return;
    const look = (): void => this.set(!this.document.hasFocus());
    const timer = setInterval(look, LOOK_EVERY_MS);
    this.undo(() => clearInterval(timer));
    look();
  }
}
