/** What a browser sensor is: one condition, on or off, told when it changes. Sensors measure; rules judge. */

export type SignalName = "tab_hidden" | "window_blurred" | "fullscreen_left" | "camera_lost" | "screen_share_stopped";

/** A condition that began (`active`) or ended at `at` (Unix milliseconds of this machine's clock). */
export interface Level {
  active: boolean;
  at: number;
}

/** Called on every change of the condition. */
export type Report = (signal: SignalName, level: Level) => void;

/** One sensor. `level` is null as long as the condition cannot be measured here. */
export interface Sensor {
  readonly signal: SignalName;
  start(report: Report): void;
  stop(): void;
  readonly level: Level | null;
}

/** Remembers the level and reports changes only; a sensor calls `set` as often as it likes. */
export abstract class LevelSensor implements Sensor {
  abstract readonly signal: SignalName;
  private current: Level | null = null;
  private report: Report | null = null;
  private cleanups: (() => void)[] = [];

  get level(): Level | null {
    return this.current;
  }

  start(report: Report): void {
    this.report = report;
    this.watch();
  }

  stop(): void {
    for (const cleanup of this.cleanups) cleanup();
    this.cleanups = [];
    this.report = null;
  }

  /** Begin to look; register every undoing with `undo`. */
  protected abstract watch(): void;

  protected undo(cleanup: () => void): void {
    this.cleanups.push(cleanup);
  }

  protected set(active: boolean, at = Date.now()): void {
    if (this.current?.active === active) return;
    this.current = { active, at };
    this.report?.(this.signal, this.current);
  }
}
