/** Something was copied, cut or pasted, in the widget or in the quiz beside it. What it was is never looked at. */
import type { Shell } from "../shared/shell";
import { LevelSensor, type SensorKind } from "./sensor";

const EVENTS = ["copy", "cut", "paste"] as const;
/** An event has no end: the condition lasts until nothing more has come for this long. */
const QUIET_MS = 1000;

/** The parts of a document that are looked at; tests give a fake. */
export interface ClipboardDocument {
  addEventListener(type: (typeof EVENTS)[number], listener: () => void, capture: true): void;
  removeEventListener(type: (typeof EVENTS)[number], listener: () => void, capture: true): void;
}

/** The own document tells of the widget, the shell of the quiz. The listeners take no event, so they cannot read one. */
export class ClipboardUsedSensor extends LevelSensor {
  readonly signal = "clipboard_used";

  constructor(
    private readonly document: ClipboardDocument,
    private readonly shell: Shell,
  ) {
    super();
  }

  protected watch(): void {
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const used = (at: number): void => {
      clearTimeout(quiet);
      this.set(true, at);
      quiet = setTimeout(() => this.set(false), QUIET_MS);
    };
    const here = (): void => used(Date.now());
    for (const event of EVENTS) {
      this.document.addEventListener(event, here, true);
      this.undo(() => this.document.removeEventListener(event, here, true));
    }
    this.undo(
      this.shell.onEvent(({ event, at }) => {
        if (EVENTS.some((name) => name === event)) used(at);
      }),
    );
    this.undo(() => clearTimeout(quiet));
    this.set(false);
  }
}

export default {
  signal: "clipboard_used",
  watch: EVENTS,
  make: ({ document, shell }) => new ClipboardUsedSensor(document, shell),
} satisfies SensorKind;
