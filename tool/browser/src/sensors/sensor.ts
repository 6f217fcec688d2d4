/** What a browser sensor is: one condition, on or off, told when it changes. Sensors measure; rules judge. */
import type { BrowserSignal } from "../shared/registry.gen";
import type { Shell } from "../shared/shell";
import type { DeviceSource } from "./device";
import type { MicrophoneSource } from "./microphone";
import type { TrackSource } from "./track";

/** What there is to be measured. A sensor takes of it what it needs. */
export interface Surroundings {
  document: Document;
  window: Window;
  /** The LMS page around the widget, if it speaks. */
  shell: Shell;
  /** Whether the widget is a page of its own and no frame. */
  topLevel: boolean;
  /** Camera and microphone. */
  camera: TrackSource & DeviceSource & MicrophoneSource;
  /** The shared screen; `asking` while the browser's own question for one is open, `partial` when the answer was less than
   * a whole screen. */
  screen: TrackSource & { readonly asking: boolean; readonly partial: boolean };
}

/** What a file `<signal>.sensor.ts` gives by default: how its sensor is made. Being there is all that a sensor has to do to
 * be used (found.ts). */
export interface SensorKind {
  readonly signal: BrowserSignal;
  /** Names of DOM events that the LMS page is asked to tell of: that they happened, never what they hold. */
  readonly watch?: readonly string[];
  make(around: Surroundings): Sensor;
}

/** A condition that began (`active`) or ended at `at` (Unix milliseconds of this machine's clock). */
export interface Level {
  active: boolean;
  at: number;
}

/** Called on every change of the condition. */
export type Report = (signal: BrowserSignal, level: Level) => void;

/** One sensor. `level` is null as long as the condition cannot be measured here. */
export interface Sensor {
  readonly signal: BrowserSignal;
  start(report: Report): void;
  stop(): void;
  readonly level: Level | null;
}

/** Remembers the level and reports changes only; a sensor calls `set` as often as it likes. */
export abstract class LevelSensor implements Sensor {
  abstract readonly signal: BrowserSignal;
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
