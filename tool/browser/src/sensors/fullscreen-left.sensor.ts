/** Full screen was left after it had been entered. */
import type { Shell } from "../shared/shell";
import { LevelSensor, type SensorKind } from "./sensor";

/** Whether the page is in full screen now, and a call on every change; tests give a fake. */
export interface FullscreenView {
  readonly isFullscreen: boolean;
  onChange(listener: () => void): () => void;
}

/** The browser's own answer. */
export function fullscreenOf(document: Document): FullscreenView {
  return {
    get isFullscreen(): boolean {
      return document.fullscreenElement !== null;
    },
    onChange(listener: () => void): () => void {
      document.addEventListener("fullscreenchange", listener);
      return () => document.removeEventListener("fullscreenchange", listener);
    },
  };
}

/** From the shell, which asks for full screen and knows when leaving it is all right. Without one the own document is
 * asked, but only at top level and once full screen was entered: nobody can leave what the page never offered. */
export class FullscreenLeftSensor extends LevelSensor {
  readonly signal = "fullscreen_left";
  private entered = false;

  constructor(
    private readonly view: FullscreenView,
    private readonly shell: Shell,
    private readonly topLevel: boolean,
  ) {
    super();
  }

  protected watch(): void {
    const look = (): void => {
      const level = this.shell.level("fullscreen_left");
      if (level !== null) {
        this.set(level.active, level.at);
      } else if (this.topLevel) {
        this.entered ||= this.view.isFullscreen;
        if (this.entered) this.set(!this.view.isFullscreen);
      }
    };
    this.undo(this.view.onChange(look));
    this.undo(this.shell.onSignal(look));
    look();
  }
}

export default {
  signal: "fullscreen_left",
  make: ({ document, shell, topLevel }) => new FullscreenLeftSensor(fullscreenOf(document), shell, topLevel),
} satisfies SensorKind;
