/** The page is shrunk to half its size or less. To make it larger is everybody's right, and is not looked at. */
import { LevelSensor, type SensorKind } from "./sensor";

/** Points of a display per point of a page. No display has less than one, so half a point is the browser's zoom, whatever
 * the display. On a finer display the page must be shrunk further to come down to that. */
const HALF = 0.5;

/** The parts of a window that are looked at; tests give a fake. */
export interface ZoomWindow {
  readonly devicePixelRatio: number;
  addEventListener(type: "resize", listener: () => void): void;
  removeEventListener(type: "resize", listener: () => void): void;
}

export class PageZoomSensor extends LevelSensor {
  readonly signal = "page_zoom";

  constructor(private readonly window: ZoomWindow) {
    super();
  }

  protected watch(): void {
    const look = (): void => this.set(this.window.devicePixelRatio <= HALF);
    this.window.addEventListener("resize", look);
    this.undo(() => this.window.removeEventListener("resize", look));
    look();
  }
}

export default { signal: "page_zoom", make: ({ window }) => new PageZoomSensor(window) } satisfies SensorKind;
