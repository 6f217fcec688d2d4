/** The machine's clock was set, or the machine stood still: wall time and the time that only counts on have moved apart. */
import { PulseSensor } from "./pulse";
import type { SensorKind } from "./sensor";

const LOOK_EVERY_MS = 1000;
/** More than what a clock is put right by, little by little or at once, while it is kept by the network. */
export const JUMP_MS = 5000;

/** Both clocks, in milliseconds; tests give fakes. */
export interface Clocks {
  wall(): number;
  steady(): number;
}

export class ClockJumpSensor extends PulseSensor {
  readonly signal = "clock_jump";

  constructor(private readonly clocks: Clocks) {
    super();
  }

  protected watch(): void {
    const apart = (): number => this.clocks.wall() - this.clocks.steady();
    let before = apart();
    const timer = setInterval(() => {
      const now = apart();
      if (Math.abs(now - before) >= JUMP_MS) this.happened();
      before = now;
    }, LOOK_EVERY_MS);
    this.undo(() => clearInterval(timer));
    this.set(false);
  }
}

export default {
  signal: "clock_jump",
  make: ({ window }) => new ClockJumpSensor({ wall: () => Date.now(), steady: () => window.performance.now() }),
} satisfies SensorKind;
