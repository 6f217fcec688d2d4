/** The exam's page was left: closed, or gone to another address. The page that comes after it says that it is back. */
import { LevelSensor, type SensorKind } from "./sensor";

/** The parts of a window that are looked at; tests give a fake. */
export interface LeavableWindow {
  addEventListener(type: "pagehide" | "pageshow", listener: () => void): void;
  removeEventListener(type: "pagehide" | "pageshow", listener: () => void): void;
}

/** A reload and the step to the next page of a quiz are leaving and coming back, too: how long is for the rule to judge. */
export class PageLeftSensor extends LevelSensor {
  readonly signal = "page_left";

  constructor(private readonly window: LeavableWindow) {
    super();
  }

  protected watch(): void {
    const left = (): void => this.set(true);
    const back = (): void => this.set(false);
    this.window.addEventListener("pagehide", left);
    this.window.addEventListener("pageshow", back); // out of the browser's memory, by Back or Forward
    this.undo(() => {
      this.window.removeEventListener("pagehide", left);
      this.window.removeEventListener("pageshow", back);
    });
    this.set(false);
  }
}

export default { signal: "page_left", make: ({ window }) => new PageLeftSensor(window) } satisfies SensorKind;
