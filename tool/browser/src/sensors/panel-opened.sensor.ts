/** Part of the browser's window was taken from the page by a panel: a side bar, an assistant, developer tools. */
import type { Shell } from "../shared/shell";
import { PulseSensor } from "./pulse";
import type { SensorKind } from "./sensor";

/** No event of browsers: the shell makes it of the size of its window, of which a frame within sees nothing. */
const FROM_SHELL = ["panelopened"] as const;
/** Panels slide in step by step: what is compared are sizes that stay. */
export const SETTLED_MS = 500;
/** More than all bars of a browser that come and go by themselves (bookmarks, translation, a search in the page). */
export const PANEL_POINTS = 200;

/** The parts of a window that are looked at; tests give a fake. */
export interface SizedWindow {
  readonly outerWidth: number;
  readonly outerHeight: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly devicePixelRatio: number;
  addEventListener(type: "resize", listener: () => void): void;
  removeEventListener(type: "resize", listener: () => void): void;
}

/** Told when the page becomes smaller while the window and the zoom stay as they are. What was there from the beginning is
 * the beginning. */
export class PanelOpenedSensor extends PulseSensor {
  readonly signal = "panel_opened";

  constructor(
    private readonly window: SizedWindow,
    private readonly shell: Shell,
    private readonly topLevel: boolean,
  ) {
    super();
  }

  protected watch(): void {
    this.hear(this.shell, FROM_SHELL);
    this.set(false);
    if (!this.topLevel) return;
    let before = sizeOf(this.window);
    let settled: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const now = sizeOf(this.window);
      if (now.frame === before.frame && Math.max(before.width - now.width, before.height - now.height) >= PANEL_POINTS) this.happened();
      before = now;
    };
    const resized = (): void => {
      clearTimeout(settled);
      settled = setTimeout(look, SETTLED_MS);
    };
    this.window.addEventListener("resize", resized);
    this.undo(() => {
      clearTimeout(settled);
      this.window.removeEventListener("resize", resized);
    });
  }
}

/** The page's own size, and in `frame` all that changes it for other reasons. */
function sizeOf(window: SizedWindow): { frame: string; width: number; height: number } {
  const { outerWidth, outerHeight, devicePixelRatio, innerWidth: width, innerHeight: height } = window;
  return { frame: [outerWidth, outerHeight, devicePixelRatio].join(), width, height };
}

export default {
  signal: "panel_opened",
  watch: FROM_SHELL,
  make: ({ window, shell, topLevel }) => new PanelOpenedSensor(window, shell, topLevel),
} satisfies SensorKind;
