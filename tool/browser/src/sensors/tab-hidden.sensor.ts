/** The exam's tab is not the visible one (another tab, a minimised window). */
import type { Shell } from "../shared/shell";
import { LevelSensor, type SensorKind } from "./sensor";

/** The parts of a document that are looked at; tests give a fake. */
export interface VisibilityDocument {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

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
    const look = (): void => this.set(this.document.hidden || this.shell.level("tab_hidden")?.active === true);
    this.document.addEventListener("visibilitychange", look);
    this.undo(() => this.document.removeEventListener("visibilitychange", look));
    this.undo(this.shell.onSignal(look));
    look();
  }
}

export default { signal: "tab_hidden", make: ({ document, shell }) => new TabHiddenSensor(document, shell) } satisfies SensorKind;
