/** The exam's tab is not the visible one (another tab, a minimised window). */
import type { Shell } from "../shared/shell";
import { LevelSensor, type SensorKind } from "./sensor";

/** The parts of a document that are looked at; tests give a fake. */
export interface VisibilityDocument {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

/** The page around the frame is left a moment before the frame is, and a browser calls a page hidden that it takes down. So what
 * only the shell says counts once it has outlived this many milliseconds, with the time at which it began. */
export const OUTLIVES_MS = 500;

/** A frame is hidden when its tab is, so the own document knows; a shell adds what only it sees (a quiz window). */
export class TabHiddenSensor extends LevelSensor {
  readonly signal = "tab_hidden";

  constructor(
    private readonly document: VisibilityDocument,
    private readonly shell: Shell,
  ) {
    super();
  }

  protected watch(): void {
    let outlives: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(outlives);
      const shell = this.shell.level("tab_hidden");
      if (this.document.hidden || shell?.active !== true) this.set(this.document.hidden);
      else outlives = setTimeout(() => this.set(true, shell.at), OUTLIVES_MS);
    };
    this.document.addEventListener("visibilitychange", look);
    this.undo(() => {
      clearTimeout(outlives);
      this.document.removeEventListener("visibilitychange", look);
    });
    this.undo(this.shell.onSignal(look));
    look();
  }
}

export default { signal: "tab_hidden", make: ({ document, shell }) => new TabHiddenSensor(document, shell) } satisfies SensorKind;
