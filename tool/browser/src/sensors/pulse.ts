/** What sensors of things that happen have in common: an event has no end, so the condition lasts until it is quiet. */
import type { Shell } from "../shared/shell";
import { LevelSensor } from "./sensor";

const QUIET_MS = 1000;

/** Active from what happens first until nothing more has happened for a second. */
export abstract class PulseSensor extends LevelSensor {
  private quiet: ReturnType<typeof setTimeout> | undefined;

  override stop(): void {
    clearTimeout(this.quiet);
    super.stop();
  }

  /** It has happened, at `at` (Unix milliseconds of this machine's clock). */
  protected happened(at = Date.now()): void {
    clearTimeout(this.quiet);
    this.set(true, at);
    this.quiet = setTimeout(() => this.set(false), QUIET_MS);
  }

  /** The quiz's are told by the shell, with the shell's time. */
  protected hear(shell: Shell, events: readonly string[]): void {
    this.undo(
      shell.onEvent(({ event, at }) => {
        if (events.includes(event)) this.happened(at);
      }),
    );
  }
}

/** The parts of a document that are looked at; tests give a fake. */
export interface EventDocument {
  addEventListener(type: string, listener: () => void, capture: true): void;
  removeEventListener(type: string, listener: () => void, capture: true): void;
}

/** DOM events that happen in the widget, which its own document tells of, or in the quiz, which the shell does. The listeners
 * take no event, so they cannot read one. */
export abstract class EventSensor extends PulseSensor {
  constructor(
    private readonly events: readonly string[],
    private readonly document: EventDocument,
    private readonly shell: Shell,
  ) {
    super();
  }

  protected watch(): void {
    const here = (): void => this.happened();
    for (const event of this.events) {
      this.document.addEventListener(event, here, true);
      this.undo(() => this.document.removeEventListener(event, here, true));
    }
    this.hear(this.shell, this.events);
    this.set(false);
  }
}
