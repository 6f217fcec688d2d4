/** Something was copied, cut or pasted, in the widget or in the quiz beside it. What it was is never looked at. */
import type { Shell } from "../shared/shell";
import { type EventDocument, EventSensor } from "./pulse";
import type { SensorKind } from "./sensor";

const EVENTS = ["copy", "cut", "paste"] as const;

export class ClipboardUsedSensor extends EventSensor {
  readonly signal = "clipboard_used";

  constructor(document: EventDocument, shell: Shell) {
    super(EVENTS, document, shell);
  }
}

export default {
  signal: "clipboard_used",
  watch: EVENTS,
  make: ({ document, shell }) => new ClipboardUsedSensor(document, shell),
} satisfies SensorKind;
